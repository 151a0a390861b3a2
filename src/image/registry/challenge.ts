/** How a registry wants to be asked. */
export interface Challenge {
  /** In small letters. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads WWW-Authenticate: `Bearer realm="…",service="…",scope="…"`. The last of several that we know counts. */
export function parseChallenge(header: string): Challenge | undefined {
  const found: Challenge[] = [];
  let parameters: Record<string, string> = {};
  const part = /([A-Za-z][\w-]*)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g;
  for (const [whole, name = "", quoted, plain] of header.matchAll(part)) {
    if (whole === name) {
      parameters = {};
      found.push({ scheme: name.toLowerCase(), parameters });
    } else parameters[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "";
  }
  return found.find(({ scheme }) => scheme === "bearer") ?? found.find(({ scheme }) => scheme === "basic");
}

/** What JSON.parse does not tell about a text that it accepts. */
export interface JsonFacts {
  /** Paths of keys that an object has twice (`spec.ports[0].name`), each once, in order. */
  readonly duplicates: string[];
  /** Each key that stands in an object again, with its line. */
  readonly repeated: { readonly key: string; readonly line: number }[];
  /** The first integer that JavaScript cannot hold exactly. */
  readonly unsafeInteger?: string;
  /** The first number that is beyond what a float can be. */
  readonly hugeNumber?: string;
}

interface Frame {
  readonly keys: Set<string> | undefined;
  readonly path: string;
  index: number;
  key: string;
}

/** Reads a text that JSON.parse has accepted. */
export function scanJson(text: string): JsonFacts {
  const duplicates = new Set<string>();
  const repeated: JsonFacts["repeated"] = [];
  let unsafeInteger: string | undefined;
  let hugeNumber: string | undefined;
  const frames: Frame[] = [];
  let expectKey = false;
  // strings, numbers and punctuation; white space and literals are skipped
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],]/g)) {
    const frame = frames.at(-1);
    switch (token) {
      case "{":
      case "[":
        frames.push({ keys: token === "{" ? new Set() : undefined, path: pathOf(frame), index: 0, key: "" });
        expectKey = token === "{";
        break;
      case "}":
      case "]":
        frames.pop();
        expectKey = false;
        break;
      case ",":
        expectKey = frame?.keys !== undefined;
        if (frame && !frame.keys) frame.index++;
        break;
      default:
        if (expectKey && frame?.keys) {
          frame.key = token.includes("\\") ? wellFormedText(JSON.parse(token) as string) : token.slice(1, -1);
          if (frame.keys.has(frame.key)) {
            duplicates.add(pathOf(frame));
            repeated.push({ key: frame.key, line: text.slice(0, index).split("\n").length });
          }
          frame.keys.add(frame.key);
          expectKey = false;
        } else if (token[0] !== '"') {
          if (token.length > 15 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)))
            unsafeInteger ??= token;
          else if (!Number.isFinite(Number(token))) hugeNumber ??= token;
        }
    }
  }
  return {
    duplicates: [...duplicates],
    repeated,
    ...(unsafeInteger ? { unsafeInteger } : {}),
    ...(hugeNumber ? { hugeNumber } : {}),
  };
}

function pathOf(frame: Frame | undefined): string {
  if (!frame) return "";
  if (!frame.keys) return `${frame.path}[${frame.index}]`;
  return frame.path ? `${frame.path}.${frame.key}` : frame.key;
}

/** Half a surrogate pair is no character: Go reads it as U+FFFD. */
export function wellFormedText(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, "\ufffd");
}

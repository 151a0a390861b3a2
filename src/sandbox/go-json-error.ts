/** What Go's encoding/json says about a text that is not JSON. */
export function goJsonError(text: string): string {
  const position = failurePosition(text);
  if (position === undefined || position >= text.length) return "unexpected end of JSON input";
  const character = text[position] ?? "";
  return `invalid character ${quoteCharacter(character)} ${expectation(text.slice(0, position))}`;
}

function failurePosition(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (/end of JSON input/.test(message)) return text.length;
    const position = /position (\d+)/.exec(message)?.[1];
    if (position !== undefined) return Number(position);
    // older engines name the token only
    const token = /Unexpected token '?(.)'?/.exec(message)?.[1];
    return token === undefined ? 0 : Math.max(0, text.indexOf(token));
  }
}

function quoteCharacter(character: string): string {
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  const code = character.charCodeAt(0);
  if (code >= 0x7f && code < 0xa1) return `'\\u${code.toString(16).padStart(4, "0")}'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}

/** Where Go's scanner stood, judged by what came before. */
function expectation(before: string): string {
  const head = before.trimEnd();
  if (head === "") return "looking for beginning of value";
  const last = head.at(-1);
  if (last === "{") return "looking for beginning of object key string";
  if (last === ":" || last === "[") return "looking for beginning of value";
  if (last === ",")
    return inObject(head) ? "looking for beginning of object key string" : "looking for beginning of value";
  if (isComplete(head)) return "after top-level value";
  if (!inObject(head)) return "after array element";
  return keyJustRead(head) ? "after object key" : "after object key:value pair";
}

function isComplete(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function inObject(text: string): boolean {
  const open: string[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === "{" || token === "[") open.push(token);
    else if (token === "}" || token === "]") open.pop();
  }
  return open.at(-1) === "{";
}

function keyJustRead(text: string): boolean {
  return /[{,]\s*"(?:[^"\\]|\\.)*"$/.test(text);
}

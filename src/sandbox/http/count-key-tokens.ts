const [tab, newline, carriageReturn, space, backslash, colon] = [9, 10, 13, 32, 92, 58];

/** How many keys stand in a text that JSON.parse has accepted, those that stand twice counted twice. */
export function countKeyTokens(text: string): number {
  let keys = 0;
  for (let start = text.indexOf('"'); start >= 0;) {
    let after = endOfString(text, start) + 1;
    while (isBlank(text.charCodeAt(after))) after++;
    if (text.charCodeAt(after) === colon) keys++;
    start = text.indexOf('"', after);
  }
  return keys;
}

/** Where the quote is that ends what begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
}

function isBlank(code: number): boolean {
  return code === space || code === newline || code === tab || code === carriageReturn;
}

const words = /^\s*(\d{3}) (\S+) "((?:[^"\\]|\\.)*)"\s*(?:"[^"]*"\s*)?(?:,|$)/;

const control = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Texts of `Warning: 299 - "text"` headers, by which the API server speaks of deprecations and dropped fields; other codes are not its own.
 * What follows something unreadable in a header is left. As apimachinery's net.ParseWarningHeaders and client-go's WarningLogger.
 *
 * @param headers one a line, as in `headersDistinct` of Node
 */
export function readWarnings(headers: readonly string[] = []): string[] {
  return headers.flatMap(readHeader);
}

function readHeader(header: string): string[] {
  const texts: string[] = [];
  let rest = header;
  for (let match = words.exec(rest); match; match = words.exec(rest)) {
    const [whole, code, , quoted = ""] = match;
    // Node reads headers byte by byte, the server writes them in UTF-8
    const text = Buffer.from(quoted.replace(/\\(.)/g, "$1"), "latin1").toString("utf8");
    if (control.test(text)) break;
    if (code === "299" && text !== "") texts.push(text);
    rest = rest.slice(whole.length);
  }
  return texts;
}

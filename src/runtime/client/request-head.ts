import type { ServerAddress } from "./server-address.ts";

/** Headers of a request; one that is undefined is left out. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | number | undefined>>;

const token = /^[\w!#$%&'*+\-.^`|~]+$/;
/** No control characters but tabs. */
const value = /^[\t\x20-\x7e\x80-\u{10ffff}]*$/u;
const beyondAscii = /[^\x00-\x7f]/;

/**
 * The head of a request of HTTP/1.1, up to and with its empty line.
 *
 * @throws TypeError for what would begin another header or another request
 */
export function requestHead(
  address: ServerAddress,
  { method, path, headers }: { method: string; path: string; headers: string },
): string {
  if (!token.test(method))
    throw new TypeError(`cannot send a request with the method ${JSON.stringify(method)}`);
  return `${method} ${address.pathOf(path)} HTTP/1.1\r\nhost: ${address.host}\r\n${headers}\r\n`;
}

/**
 * Headers as lines, a character a byte. What is not ASCII, such as the name of a user to impersonate, is written as UTF-8, as Go's clients do.
 *
 * @throws TypeError for a name that is none, and a value that would begin another line
 */
export function headerLines(headers: RequestHeaders): string {
  let lines = "";
  for (const [name, given] of Object.entries(headers)) {
    if (given === undefined) continue;
    for (const one of Array.isArray(given) ? (given as readonly string[]) : [given]) {
      if (!token.test(name) || !value.test(String(one)))
        throw new TypeError(
          `cannot send the header ${JSON.stringify(name)}: it has characters that no header may have`,
        );
      const text = String(one);
      lines += `${name}: ${beyondAscii.test(text) ? Buffer.from(text).toString("latin1") : text}\r\n`;
    }
  }
  return lines;
}

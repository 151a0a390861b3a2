import type { ServerAddress } from "./server-address.ts";

/** Headers of a request; one that is undefined is left out. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | number | undefined>>;

const token = /^[\w!#$%&'*+\-.^`|~]+$/;
/** No control characters but tabs, and nothing beyond one byte. */
const value = /^[\t\x20-\x7e\x80-\xff]*$/;

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
 * Headers as lines.
 *
 * @throws TypeError
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
      lines += `${name}: ${String(one)}\r\n`;
    }
  }
  return lines;
}

import { urlToHttpOptions } from "node:url";

/** Where requests go, taken apart once. */
export interface ServerAddress {
  readonly protocol: string;
  /** With the port, as in a URL. */
  readonly host: string;
  /** Name or address of the server, without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** `Authorization` for the name and password in the URL. */
  readonly authorization: string | undefined;
  /** Path of a request on the wire: below that of the server, percent-encoded as a URL would be. */
  pathOf(path: string): string;
}

/** The address of a server's URL, which may have a path, for example behind a proxy for several clusters. */
export function serverAddress(server: string): ServerAddress {
  const url = new URL(server);
  const { protocol, hostname, port, auth } = urlToHttpOptions(url);
  const prefix = url.pathname.replace(/\/+$/, "");
  return {
    protocol: url.protocol,
    host: url.host,
    hostname: hostname ?? "",
    port: Number(port || (protocol === "http:" ? 80 : 443)),
    authorization: auth ? `Basic ${Buffer.from(auth).toString("base64")}` : undefined,
    pathOf(path) {
      const whole = prefix + path;
      if (isPlain(whole)) return whole;
      const { pathname, search } = new URL(url.origin + whole);
      return pathname + search;
    },
  };
}

/** Whether a URL would leave a path as it is. */
function isPlain(path: string): boolean {
  return /^\/[\w\-~%!$&()*+,;=:@/?.]*$/.test(path) && !path.includes("/.");
}

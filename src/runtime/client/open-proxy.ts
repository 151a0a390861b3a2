import { request as httpsRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import { rootCertificates } from "node:tls";
import { request as httpRequest } from "../../base/node-http.ts";
import type { TlsMaterial } from "./connection.ts";
import { connectionError } from "./connection-error.ts";
import { ConnectionError } from "./errors.ts";
import { openSocksTunnel } from "./socks-tunnel.ts";

/** Where a tunnel is to lead. */
interface Target {
  readonly host: string;
  readonly port: number;
}

/** Milliseconds that a proxy has to open a tunnel. */
const patience = 30_000;

/**
 * A connection to a server through an HTTP or HTTPS proxy by CONNECT, or through a SOCKS proxy. `tls` is what the server is trusted by.
 *
 * @throws ConnectionError
 */
export async function openProxy(proxy: URL, target: Target, tls: TlsMaterial): Promise<Socket> {
  if (/^https?:$/.test(proxy.protocol)) return openTunnel(proxy, target, trustIn(tls));
  if (/^socks5?h?:$/.test(proxy.protocol)) return openSocksTunnel(proxy, target);
  throw new ConnectionError("EPROXY", `the proxy ${proxy.href} is neither of HTTP nor of SOCKS 5`);
}

/** A proxy's own certificate may be of the cluster's authority, as Go has it, or of one that everybody trusts. */
function trustIn({ ca, rejectUnauthorized }: TlsMaterial): object {
  return {
    ...(ca ? { ca: [...rootCertificates, ca] } : {}),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

async function openTunnel(proxy: URL, { host, port }: Target, trust: object): Promise<Socket> {
  const open = proxy.protocol === "https:" ? httpsRequest : httpRequest;
  const path = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization = proxy.username
    ? { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` }
    : {};
  const where = `the proxy ${proxy.protocol}//${proxy.host}`;
  return new Promise((resolve, reject) => {
    const request = open({
      method: "CONNECT",
      host: proxy.hostname.replace(/^\[|\]$/g, ""),
      port: proxy.port || (proxy.protocol === "https:" ? 443 : 80),
      path,
      headers: { host: path, ...authorization },
      agent: false,
      timeout: patience,
      ...trust,
    });
    request.once("connect", ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new ConnectionError("EPROXY", `${where} refuses to connect to ${path}: ${statusCode}`));
    });
    request.once("timeout", () => {
      request.destroy(new ConnectionError("ETIMEDOUT", `${where} does not answer within ${patience} ms`));
    });
    request.once("response", ({ statusCode }) => {
      request.destroy();
      reject(new ConnectionError("EPROXY", `${where} refuses to connect to ${path}: ${statusCode}`));
    });
    request.once("error", (error) =>
      reject(error instanceof ConnectionError ? error : connectionError(error, where)),
    );
    request.end();
  });
}

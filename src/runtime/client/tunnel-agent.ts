import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import { connect as connectTls, rootCertificates } from "node:tls";
import type { TlsMaterial } from "./connection.ts";
import { connectionError } from "./exchange.ts";
import { ConnectionError } from "./errors.ts";
import { openSocksTunnel } from "./socks-tunnel.ts";

/** What an agent is asked to connect to. */
interface Target extends TlsMaterial {
  readonly host?: string | null;
  readonly port?: number | string | null;
}

type Connected = (error: Error | null, socket?: Socket) => void;

/** Milliseconds that a proxy has to open a tunnel. */
const patience = 30_000;

/** Makes connections to a server through an HTTP or HTTPS proxy by CONNECT, or through a SOCKS proxy, and keeps them alive. */
export function tunnelAgent(protocol: string, { proxy, tls }: { proxy: URL; tls: TlsMaterial }): HttpAgent {
  const agent =
    protocol === "http:" ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true, ...tls });
  const trust = trustIn(tls);
  const createConnection = (target: Target, connected: Connected) => {
    openProxy(proxy, target, trust).then(
      (socket) => connected(null, protocol === "http:" ? socket : secure(socket, target)),
      (error: unknown) => connected(error as Error),
    );
  };
  return Object.assign(agent, { createConnection });
}

function secure(socket: Socket, target: Target): Socket {
  const host = target.host ?? "";
  const servername = target.servername ?? (isIP(host) ? "" : host);
  return connectTls({ ...(target as object), host, socket, servername });
}

/** A proxy's own certificate may be of the cluster's authority, as Go has it, or of one that everybody trusts. */
function trustIn({ ca, rejectUnauthorized }: TlsMaterial): object {
  return {
    ...(ca ? { ca: [...rootCertificates, ca] } : {}),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

async function openProxy(proxy: URL, target: Target, trust: object): Promise<Socket> {
  if (/^https?:$/.test(proxy.protocol)) return openTunnel(proxy, target, trust);
  if (/^socks5?h?:$/.test(proxy.protocol))
    return openSocksTunnel(proxy, { host: target.host ?? "", port: Number(target.port) });
  throw new ConnectionError("EPROXY", `the proxy ${proxy.href} is neither of HTTP nor of SOCKS 5`);
}

async function openTunnel(proxy: URL, { host, port }: Target, trust: object): Promise<Socket> {
  const open = proxy.protocol === "https:" ? httpsRequest : httpRequest;
  const path = `${isIP(host ?? "") === 6 ? `[${host}]` : host}:${port}`;
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

import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import type { Connection } from "../../../../src/runtime/client/connection.ts";
import { loadConnection } from "../../../../src/runtime/client/load-connection.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";
import { turnsUntil } from "../../../helpers/turns.ts";

const authority = createCertificateAuthority({ commonName: "test", now: new Date() });
const { key, certificate: cert } = issueCertificate(authority, {
  commonName: "api",
  hosts: ["127.0.0.1", "localhost", "api.internal"],
  now: new Date(),
});
const ok: Step = ({ json }) => json(200, { ok: true });
const get = { method: "GET", path: "/x" } as const;

let server: ScriptedServer;
let proxy: Proxy;
let transport: Transport | undefined;
beforeEach(async () => {
  server = await startScriptedServer({ key, cert });
  proxy = await startProxy();
});
afterEach(async () => {
  transport?.close();
  transport = undefined;
  await proxy.close();
  await server.close();
});

interface Proxy {
  readonly url: string;
  /** Targets of tunnels, with the credentials that were shown. */
  readonly tunnels: string[];
  /** Answers the next request for a tunnel so, instead of opening one; 0 is silence. */
  refusal: number | undefined;
  close(): Promise<void>;
}

async function startProxy(tls?: { key: string; cert: string }): Promise<Proxy> {
  const server: Server = tls ? createHttpsServer(tls) : createHttpServer();
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  server.on(tls ? "secureConnection" : "connection", (socket: Socket) => sockets.add(socket));
  server.on("connect", (request, socket) => {
    tunnels.push([request.url, request.headers["proxy-authorization"]].filter(Boolean).join(" "));
    if (started.refusal !== undefined) {
      if (started.refusal > 0) socket.end(`HTTP/1.1 ${started.refusal} No\r\n\r\n`);
      return;
    }
    // names of the other side are known to it alone
    const upstream = connect(Number(request.url?.split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
    sockets.add(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const started: Proxy = {
    url: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    refusal: undefined,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return started;
}

async function open(options: { cluster?: object; env?: Record<string, string>; server?: string } = {}) {
  const ca = Buffer.from(authority.certificate).toString("base64");
  const connection = await loadConnection({
    env: options.env ?? {},
    kubeconfigText: JSON.stringify({
      "current-context": "a",
      clusters: [
        {
          name: "a",
          cluster: {
            server: options.server ?? server.url,
            "certificate-authority-data": ca,
            ...options.cluster,
          },
        },
      ],
      contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
      users: [{ name: "a", user: { token: "t" } }],
    }),
  });
  transport = new Transport(connection);
  return transport;
}
const port = () => new URL(server.url).port;

describe("a proxy", () => {
  test("of the kubeconfig is gone through, the server's certificate checked, and the tunnel kept", async () => {
    const through = await open({ cluster: { "proxy-url": proxy.url } });
    server.script(ok, ok);
    await through.request(get);
    expect((await through.request(get)).body).toEqual({ ok: true });
    expect(proxy.tunnels).toEqual([`127.0.0.1:${port()}`]);
    expect(server.requests[0]?.headers.authorization).toBe("Bearer t");
  });

  test("of the environment is gone through, also by its name and password", async () => {
    const address = proxy.url.replace("//", "//ann:p%40ss@");
    const through = await open({ server: `https://api.internal:${port()}`, env: { HTTPS_PROXY: address } });
    server.script(ok);
    await through.request(get);
    const basic = Buffer.from("ann:p@ss").toString("base64");
    expect(proxy.tunnels).toEqual([`api.internal:${port()} Basic ${basic}`]);
  });

  test("that speaks TLS, with a certificate of the cluster's authority, is gone through", async () => {
    const secure = await startProxy({ key, cert });
    try {
      const through = await open({ cluster: { "proxy-url": secure.url } });
      server.script(ok);
      await through.request(get);
      expect(secure.tunnels).toHaveLength(1);
    } finally {
      await secure.close();
    }
  });

  test("leads to a server of plain HTTP, too", async () => {
    const plain = await startScriptedServer();
    plain.script(ok);
    const through = await open({
      server: plain.url,
      cluster: { "proxy-url": proxy.url, "certificate-authority-data": undefined },
    });
    expect((await through.request(get)).body).toEqual({ ok: true });
    expect(proxy.tunnels).toHaveLength(1);
    through.close();
    await plain.close();
  });

  test("does not make a stranger of the server trusted", async () => {
    const other = createCertificateAuthority({ commonName: "other", now: new Date() });
    const ca = Buffer.from(other.certificate).toString("base64");
    const through = await open({ cluster: { "proxy-url": proxy.url, "certificate-authority-data": ca } });
    await expect(through.request(get)).rejects.toMatchObject({ name: "ConnectionError" });
    expect(server.requests).toEqual([]);
  });

  test("has watches go through tunnels of their own", async () => {
    const through = await open({ cluster: { "proxy-url": proxy.url } });
    server.script(ok, ({ begin }) => begin("line\n"));
    await through.request(get);
    (await through.stream({ ...get, channel: "watch" })).destroy();
    expect(proxy.tunnels).toHaveLength(2);
  });
});

describe("a proxy that does not let through", () => {
  test.each([403, 407, 502])("with %i is told with its address, without the password", async (code) => {
    proxy.refusal = code;
    const through = await open({ cluster: { "proxy-url": proxy.url.replace("//", "//ann:secret@") } });
    const error = await through.request(get).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: "ConnectionError", code: "EPROXY" });
    expect((error as Error).message).toContain(
      `${proxy.url} refuses to connect to 127.0.0.1:${port()}: ${code}`,
    );
    expect((error as Error).message).not.toContain("secret");
  });

  test("since nobody listens is told as that", async () => {
    const through = await open({ cluster: { "proxy-url": "http://127.0.0.1:1" } });
    await expect(through.request(get)).rejects.toMatchObject({
      name: "ConnectionError",
      code: "ECONNREFUSED",
    });
  });

  test("is not waited for beyond the caller's signal", async () => {
    proxy.refusal = 0;
    const through = await open({ cluster: { "proxy-url": proxy.url } });
    const stopping = new AbortController();
    const waiting = through.request({ ...get, signal: stopping.signal }).catch((error: unknown) => error);
    await turnsUntil(() => proxy.tunnels.length === 1);
    const reason = new Error("enough");
    stopping.abort(reason);
    expect(await waiting).toBe(reason);
  });
});

test("a proxy that changes means new connections", async () => {
  const next = await startProxy();
  let through = proxy.url;
  const connection: Connection = {
    ...server.connection(),
    credentials: () =>
      Promise.resolve({ headers: {}, tls: { ca: authority.certificate }, proxy: new URL(through) }),
  };
  transport = new Transport(connection);
  server.script(ok, ok, ok);
  await transport.request(get);
  await transport.request(get);
  through = next.url;
  await transport.request(get);
  expect([proxy.tunnels.length, next.tunnels.length]).toEqual([1, 1]);
  await next.close();
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import { inClusterConnection } from "../../../../src/runtime/client/in-cluster.ts";
import { loadConnection } from "../../../../src/runtime/client/load-connection.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";

// client-go's tlsCertRotation tests (transport/cert_rotation_test.go) and ClientsAllowCARotation, on files and a real TLS server

const now = new Date();
const authorities = [1, 2].map((n) => createCertificateAuthority({ commonName: `authority ${n}`, now }));
const serverPair = (n: number) => {
  const { key, certificate } = issueCertificate(authorities[n]!, {
    commonName: "api",
    hosts: ["127.0.0.1"],
    now,
  });
  return { key, cert: certificate };
};
const clientPair = (commonName: string) => issueCertificate(authorities[0]!, { commonName, hosts: [], now });

let dir: string;
let server: Server;
let url: string;
let transport: Transport;
let clock: VirtualClock;
/** Who asked on which connection, and with which token. */
let seen: { client: string; connection: number; token: string | undefined }[];
let held: (() => void)[];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "rotation-"));
  clock = new VirtualClock();
  seen = [];
  held = [];
  const connections = new Map<unknown, number>();
  server = createServer(
    { ...serverPair(0), requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const socket = request.socket as TLSSocket;
      if (!connections.has(socket)) connections.set(socket, connections.size + 1);
      const subject = (socket.getPeerCertificate() as { subject?: { CN?: string } }).subject;
      seen.push({
        client: subject?.CN ?? "",
        connection: connections.get(socket)!,
        token: request.headers.authorization,
      });
      const answer = () => response.writeHead(200, { "content-type": "application/json" }).end("{}");
      if (request.url === "/held") held.push(answer);
      else answer();
    },
  );
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  transport.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
const get = (path = "/") => transport.request({ method: "GET", path });

async function kubeconfig(): Promise<void> {
  const user = { "client-certificate": "tls.crt", "client-key": "tls.key" };
  write(
    "config",
    JSON.stringify({
      "current-context": "a",
      clusters: [{ name: "a", cluster: { server: url, "certificate-authority": "ca.crt" } }],
      contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
      users: [{ name: "a", user }],
    }),
  );
  transport = new Transport(await loadConnection({ kubeconfig: join(dir, "config"), clock }));
}

async function untilHeld(count: number): Promise<void> {
  while (held.length < count) await new Promise((resolve) => setImmediate(resolve));
}

test("a client's certificate that is replaced is used for new calls within a minute; calls under way are finished", async () => {
  const writePair = (name: string) => {
    const { key, certificate } = clientPair(name);
    write("tls.crt", certificate);
    write("tls.key", key);
  };
  write("ca.crt", authorities[0]!.certificate);
  writePair("first");
  await kubeconfig();
  await get();
  await get();
  const underWay = get("/held");
  await untilHeld(1);
  writePair("second");
  await get();
  await clock.advance(60_000);
  await get();
  await get();
  held[0]?.();
  await underWay;
  expect(seen.map(({ client }) => client)).toEqual(["first", "first", "first", "first", "second", "second"]);
  expect(seen[0]?.connection).toBe(seen[1]?.connection);
  expect(seen[4]?.connection).toBe(seen[5]?.connection);
});

test("an authority that is replaced is trusted within a minute, without a call that fails where both are given for a while", async () => {
  write("ca.crt", authorities[0]!.certificate);
  write("token", "t");
  write("namespace", "default");
  const [host, port] = new URL(url).host.split(":");
  const env = { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port };
  const connection = await inClusterConnection({ env, clock, folder: dir });
  transport = new Transport(connection!);
  await get();
  const underWay = get("/held");
  await untilHeld(1);
  write("ca.crt", authorities[0]!.certificate + authorities[1]!.certificate);
  await clock.advance(60_000);
  server.setSecureContext(serverPair(1));
  await get();
  held[0]?.();
  await underWay;
  write("ca.crt", authorities[1]!.certificate);
  await clock.advance(60_000);
  await get();
  expect(seen.map(({ connection: number }) => number)).toEqual([1, 1, 2, 3]);
});

test("a server that has another authority is not talked to before the files say so, and then is", async () => {
  write("ca.crt", authorities[0]!.certificate);
  write("tls.crt", clientPair("x").certificate);
  const pair = clientPair("x");
  write("tls.crt", pair.certificate);
  write("tls.key", pair.key);
  await kubeconfig();
  server.setSecureContext(serverPair(1));
  await expect(get()).rejects.toMatchObject({ name: "ConnectionError" });
  write("ca.crt", authorities[1]!.certificate);
  await clock.advance(60_000);
  await get();
  expect(seen).toHaveLength(1);
});

test("a certificate of which half is written is not used: the pair that was good is", async () => {
  write("ca.crt", authorities[0]!.certificate);
  const first = clientPair("first");
  write("tls.crt", first.certificate);
  write("tls.key", first.key);
  await kubeconfig();
  await get();
  write("tls.crt", clientPair("second").certificate);
  await clock.advance(60_000);
  await get();
  expect(seen.map(({ client }) => client)).toEqual(["first", "first"]);
});

test("a certificate that does not belong to its key is told, where there was never a better one", async () => {
  write("ca.crt", authorities[0]!.certificate);
  write("tls.crt", clientPair("one").certificate);
  write("tls.key", clientPair("two").key);
  await kubeconfig();
  await expect(get()).rejects.toMatchObject({ code: "CREDENTIALS_UNAVAILABLE" });
});

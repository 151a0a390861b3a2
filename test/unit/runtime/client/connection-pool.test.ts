import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { TlsMaterial } from "../../../../src/runtime/client/connection.ts";
import { ConnectionPool } from "../../../../src/runtime/client/connection-pool.ts";
import type { HttpConnection } from "../../../../src/runtime/client/http-connection.ts";
import { serverAddress } from "../../../../src/runtime/client/server-address.ts";
import { turnsUntil } from "../../../helpers/turns.ts";

let clock: VirtualClock;
let servers: Server[];
let sockets: Socket[];
let pools: ConnectionPool[];
beforeEach(() => {
  clock = new VirtualClock();
  [servers, sockets, pools] = [[], [], []];
});
afterEach(async () => {
  for (const pool of pools) pool.close();
  for (const socket of sockets) socket.destroy();
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
});

async function poolFor(
  server: Server,
  { protocol, tls = {} }: { protocol: string; tls?: TlsMaterial },
): Promise<ConnectionPool> {
  servers.push(server);
  server.on("connection", (socket) => void sockets.push(socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = serverAddress(`${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const pool = new ConnectionPool({ address, clock, credentials: { tls } });
  pools.push(pool);
  return pool;
}

const answering = () =>
  createServer((socket) =>
    socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")),
  );

/** A request and its answer, after which the connection is free. */
function use(connection: HttpConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const answered = ({ body }: { body: { onEnd(callback: () => void): void } }) => body.onEnd(resolve);
    connection.send("GET / HTTP/1.1\r\n\r\n", { answered, failed: reject });
  });
}

test("a server that says nothing of TLS is given up after 30 seconds, and its socket with it", async () => {
  const pool = await poolFor(createServer(), { protocol: "https" });
  const failed = pool.connect().catch((error: unknown) => error);
  await turnsUntil(() => sockets.length === 1);
  let ended = false;
  sockets[0]?.on("close", () => (ended = true)).resume();
  await clock.advance(30_000);
  expect(await failed).toMatchObject({ code: "ETIMEDOUT" });
  await turnsUntil(() => ended);
});

test("a pool that is closed ends what is not connected yet", async () => {
  const pool = await poolFor(createServer(), { protocol: "https" });
  const failed = pool.connect().catch((error: unknown) => error);
  await turnsUntil(() => sockets.length === 1);
  pool.close();
  expect(await failed).toMatchObject({ name: "ConnectionError", code: "ECONNRESET" });
});

test("a hundred connections wait for more requests, those that were used last", async () => {
  const pool = await poolFor(answering(), { protocol: "http" });
  const connections = await Promise.all(Array.from({ length: 103 }, () => pool.connect()));
  for (const connection of connections) await use(connection);
  expect(connections.map(({ closed }) => closed).filter(Boolean)).toHaveLength(3);
  expect(connections.slice(0, 3).every(({ closed }) => closed)).toBe(true);
  expect(pool.take()).toBe(connections.at(-1));
});

test("a burst opens a few connections at a time, and takes those that are free sooner", async () => {
  const pool = await poolFor(answering(), { protocol: "http" });
  const call = async () => use(pool.take() ?? (await pool.connect()));
  await Promise.all(Array.from({ length: 200 }, call));
  expect(sockets.length).toBeLessThan(200);
});

test("who no longer waits is passed over, by turns and by connections; who does gets either", async () => {
  const silent = createServer();
  const pool = await poolFor(silent, { protocol: "https" });
  const failures: unknown[] = [];
  const fail = (error: unknown) => void failures.push(error);
  for (let count = 0; count < 32; count++) void pool.connect().catch(fail);
  await turnsUntil(() => sockets.length === 32);
  for (let count = 0; count < 100; count++) void pool.connect(() => true).catch(fail);
  const last = pool.connect().catch((error: unknown) => error);
  for (const socket of sockets.slice(0, 2)) socket.destroy();
  await turnsUntil(() => failures.length === 2 && sockets.length === 33);
  pool.close();
  expect(await last).toMatchObject({ code: "ECONNRESET" });
  await turnsUntil(() => failures.length === 32);
  expect(sockets).toHaveLength(33);
});

test("a pool that is closed opens nothing for those who wait", async () => {
  const pool = await poolFor(createServer(), { protocol: "https" });
  const all = Array.from({ length: 200 }, () => pool.connect());
  await turnsUntil(() => sockets.length === 32);
  pool.close();
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
  expect(sockets).toHaveLength(32);
});

test("one that has waited for 90 seconds is not used again, and goes when others come back", async () => {
  const pool = await poolFor(answering(), { protocol: "http" });
  const [old, young] = [await pool.connect(), await pool.connect()] as const;
  await use(old);
  await clock.advance(60_000);
  await use(young);
  await clock.advance(30_000);
  expect(pool.take()).toBe(young);
  expect(old.closed).toBe(false);
  await use(young);
  expect(old.closed).toBe(true);
  await clock.advance(90_000);
  expect(pool.take()).toBeUndefined();
});

test("one that was made for nobody keeps no process alive, and waits no longer than others", async () => {
  const server = answering();
  const pool = await poolFor(server, { protocol: "http" });
  const connection = await pool.connect();
  // handles that keep the process alive, of this server's clients: other tests have sockets, too
  const { port } = server.address() as AddressInfo;
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles(): Partial<Socket>[] };
  const referenced = () => handles().filter(({ remotePort }) => remotePort === port).length;
  await turnsUntil(() => sockets.length === 1);
  pool.give(connection);
  expect(referenced()).toBe(0);
  const used = use(connection);
  expect(referenced()).toBe(1);
  await used;
  expect(referenced()).toBe(0);
});

test.each([
  ["10.9.9.9", true],
  ["10.9.9.8", false],
  ["api.example", true],
  ["other.example", false],
])("a server that has to be called %s is one whose certificate says so: %s", async (servername, fits) => {
  const now = new Date();
  const authority = createCertificateAuthority({ commonName: "ca", now });
  const hosts = ["10.9.9.9", "api.example"];
  const { certificate: cert, key } = issueCertificate(authority, { commonName: "server", hosts, now });
  const server = createTlsServer({ cert, key });
  const named: unknown[] = [];
  server.on("secureConnection", (socket) => {
    named.push((socket as { servername?: unknown }).servername);
    socket.on("error", () => {});
  });
  const pool = await poolFor(server, { protocol: "https", tls: { ca: authority.certificate, servername } });
  const result = await pool.connect().catch((error: unknown) => error);
  if (!fits) return expect(result).toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  expect((result as HttpConnection).closed).toBe(false);
  await turnsUntil(() => named.length === 1);
  // RFC 6066 has no addresses there
  expect(named).toEqual([servername === "api.example" ? servername : false]);
});

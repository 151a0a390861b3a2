import { afterEach, beforeEach, expect, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import { systemClock } from "../../../../src/base/clock.ts";
import { ChannelPools } from "../../../../src/runtime/client/channel-pools.ts";
import type { Connection, Credentials } from "../../../../src/runtime/client/connection.ts";
import { serverAddress } from "../../../../src/runtime/client/server-address.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { startScriptedServer, type Exchange, type ScriptedServer } from "../../../helpers/scripted-server.ts";

const authority = createCertificateAuthority({ commonName: "test", now: new Date() });
const { key, certificate } = issueCertificate(authority, {
  commonName: "api",
  hosts: ["127.0.0.1"],
  now: new Date(),
});
let server: ScriptedServer;
beforeEach(async () => {
  server = await startScriptedServer({ key, cert: certificate });
});
afterEach(() => server.close());

const credentials = (token: string, ca: string): Credentials => ({
  headers: { authorization: token },
  tls: { ca: Buffer.from(ca) },
});

test("a new token keeps the connections, new TLS material does not, and what the old carry is finished", async () => {
  let current = credentials("1", authority.certificate);
  const connection: Connection = { ...server.connection(), credentials: () => Promise.resolve(current) };
  const transport = new Transport(connection);
  const get = (path: string) => transport.request({ method: "GET", path });
  server.script(
    ({ json }) => json(200, {}),
    ({ json }) => json(200, {}),
  );
  await get("/1");
  current = credentials("2", authority.certificate);
  await get("/2");
  expect(server.requests.map((request) => request.connection)).toEqual([1, 1]);

  let open: Exchange | undefined;
  server.script(
    (exchange) => (open = exchange),
    ({ json }) => json(200, {}),
  );
  const underWay = get("/3");
  await server.received(3);
  // the same authority with another's beside it, as during a rotation
  const other = createCertificateAuthority({ commonName: "next", now: new Date() });
  current = credentials("2", authority.certificate + other.certificate);
  await get("/4");
  open?.json(200, { finished: true });
  expect((await underWay).body).toEqual({ finished: true });
  expect(server.requests.map((request) => request.connection)).toEqual([1, 1, 1, 2]);
  transport.close();
});

test("a server of another authority is not talked to", async () => {
  const stranger = createCertificateAuthority({ commonName: "stranger", now: new Date() });
  const transport = new Transport(server.connection(credentials("1", stranger.certificate)));
  await expect(transport.request({ method: "GET", path: "/" })).rejects.toMatchObject({
    name: "ConnectionError",
  });
  expect(server.requests).toEqual([]);
  transport.close();
});

test("connections are kept while proxy and TLS material are the same", () => {
  const pools = new ChannelPools({ address: serverAddress("https://server"), clock: systemClock });
  const get = (proxy: string, tls = {}) => pools.get("call", { headers: {}, tls, proxy: new URL(proxy) });
  const first = get("socks5://one");
  expect(get("socks5://one")).toBe(first);
  const second = get("socks5://two");
  expect(second).not.toBe(first);
  expect(get("socks5://two", { ca: "new" })).not.toBe(second);
  pools.close();
});

import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import { loadConnection } from "../../../../src/runtime/client/load-connection.ts";
import { openSocksTunnel } from "../../../../src/runtime/client/socks-tunnel.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { connect } from "node:net";
import { startScriptedServer } from "../../../helpers/scripted-server.ts";

const running: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of running.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A proxy that says `answers` in turn, one to each thing it is told, and goes on as a tunnel to `port` if there is one. */
async function startProxy(answers: readonly (readonly number[])[], port?: number) {
  const told: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    const left = [...answers];
    const onData = (data: Buffer) => {
      told.push(data.toString("hex"));
      const answer = left.shift();
      if (!answer) return void socket.end();
      socket.write(Buffer.from(answer));
      if (left.length > 0 || port === undefined) return;
      socket.off("data", onData);
      const upstream = connect(port, "127.0.0.1");
      sockets.add(upstream);
      upstream.on("error", () => socket.destroy());
      socket.pipe(upstream).pipe(socket);
    };
    socket.on("data", onData);
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = (userinfo = "") => `socks5://${userinfo}127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, told };
}

const open = async (url: string, host = "api.internal") => {
  const socket = await openSocksTunnel(new URL(url), { host, port: 6443 });
  sockets.add(socket);
};
const granted = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

test("requests go through a tunnel, which is kept, and the server's certificate is checked", async () => {
  const authority = createCertificateAuthority({ commonName: "test", now: new Date() });
  const { key, certificate: cert } = issueCertificate(authority, {
    commonName: "api",
    hosts: ["api.internal"],
    now: new Date(),
  });
  const server = await startScriptedServer({ key, cert });
  const port = Number(new URL(server.url).port);
  const proxy = await startProxy([[5, 0], granted], port);
  const cluster = {
    server: `https://api.internal:${port}`,
    "certificate-authority-data": Buffer.from(authority.certificate).toString("base64"),
    "proxy-url": proxy.url(),
  };
  const transport = new Transport(
    await loadConnection({
      kubeconfigText: JSON.stringify({
        "current-context": "a",
        clusters: [{ name: "a", cluster }],
        contexts: [{ name: "a", context: { cluster: "a" } }],
      }),
    }),
  );
  try {
    server.script(
      ({ json }) => json(200, { n: 1 }),
      ({ json }) => json(200, { n: 2 }),
    );
    await transport.request({ method: "GET", path: "/x" });
    expect((await transport.request({ method: "GET", path: "/x" })).body).toEqual({ n: 2 });
    expect(proxy.told).toHaveLength(2);
  } finally {
    transport.close();
    await server.close();
  }
});

test("a name is left to the proxy to resolve", async () => {
  const proxy = await startProxy([[5, 0], granted]);
  await open(proxy.url());
  const name = Buffer.from("api.internal").toString("hex");
  expect(proxy.told).toEqual(["050100", `050100030c${name}192b`]);
});

test.each([
  ["10.1.2.3", "01" + "0a010203"],
  ["fd00::1:2", "04" + "fd000000000000000000000000010002"],
  ["::1", "04" + "00000000000000000000000000000001"],
  ["::ffff:1.2.3.4", "04" + "00000000000000000000ffff01020304"],
  ["1:2:3:4:5:6:7:8", "04" + "00010002000300040005000600070008"],
])("the address %s is told as one", async (host, address) => {
  const proxy = await startProxy([[5, 0], granted]);
  await open(proxy.url(), host);
  expect(proxy.told[1]).toBe(`050100${address}192b`);
});

test("a name and a password are shown to a proxy that asks for them", async () => {
  const proxy = await startProxy([[5, 2], [1, 0], granted]);
  await open(proxy.url("ann:p%40s@"));
  expect(proxy.told.slice(0, 2)).toEqual([
    "05020002",
    `0103${Buffer.from("ann").toString("hex")}03${Buffer.from("p@s").toString("hex")}`,
  ]);
});

test.each([
  [[...granted.slice(0, 3), 3, 4, 97, 98, 99, 100, 0, 0]],
  [[5, 0, 0, 4, ...Array.from({ length: 18 }, () => 0)]],
])("an answer may name where it connected from in any form: %j", async (answer) => {
  const proxy = await startProxy([[5, 0], answer]);
  await open(proxy.url());
  expect(proxy.told).toHaveLength(2);
});

test.each([
  [[[4, 0]], "does not speak SOCKS 5"],
  [[[5, 2]], "asks for another way to authenticate"],
  [[[5, 255]], "asks for another way to authenticate"],
  [
    [
      [5, 0],
      [5, 5, 0, 1],
    ],
    "refuses to connect to api.internal:6443: 5",
  ],
  [[[5, 0]], "the connection was closed"],
])("a proxy that answers %j %s", async (answers, message) => {
  const proxy = await startProxy(answers);
  await expect(open(proxy.url())).rejects.toMatchObject({
    name: "ConnectionError",
    code: "EPROXY",
    message: expect.stringContaining(message) as string,
  });
});

test("a proxy that refuses a password is told of", async () => {
  const proxy = await startProxy([
    [5, 2],
    [1, 1],
  ]);
  await expect(open(proxy.url("ann:no@"))).rejects.toThrow("refuses the name or the password");
});

test("a proxy that is not there is a ConnectionError", async () => {
  const proxy = await startProxy([]);
  const url = proxy.url();
  const [server] = running.splice(0);
  await new Promise((resolve) => server?.close(resolve));
  await expect(open(url)).rejects.toMatchObject({ name: "ConnectionError" });
});

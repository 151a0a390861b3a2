import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { inClusterConnection } from "../../../../src/runtime/client/in-cluster.ts";
import { loadConnection } from "../../../../src/runtime/client/load-connection.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { startScriptedServer } from "../../../helpers/scripted-server.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "connection-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

function config(
  options: {
    name?: string;
    cluster?: object;
    user?: object | undefined;
    namespace?: string;
    current?: boolean;
  } = {},
): string {
  const { name = "one", cluster = {}, user = { token: "t" }, namespace, current = true } = options;
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    ...(current ? { "current-context": name } : {}),
    clusters: [{ name, cluster: { server: `https://${name}.example.com:6443/`, ...cluster } }],
    contexts: [{ name, context: { cluster: name, user: name, ...(namespace ? { namespace } : {}) } }],
    users: user ? [{ name, user }] : [],
  });
}

describe("a kubeconfig", () => {
  test("gives server, namespace and token", async () => {
    const connection = await loadConnection({ kubeconfig: write("config", config({ namespace: "shop" })) });
    expect(connection).toMatchObject({
      url: "https://one.example.com:6443",
      namespace: "shop",
      inCluster: false,
    });
    expect((await connection.credentials()).headers).toEqual({ authorization: "Bearer t" });
  });

  test("is taken from KUBECONFIG, several files merged, the first wins, missing ones skipped", async () => {
    const first = write("first", config({ current: false }));
    const second = write("second", config({ name: "two" }));
    const env = { KUBECONFIG: [first, join(dir, "missing"), second].join(delimiter) };
    expect((await loadConnection({ env })).url).toBe("https://two.example.com:6443");
    expect((await loadConnection({ env, context: "one" })).url).toBe("https://one.example.com:6443");
  });

  test("that repeats a name of an earlier one is overruled by it", async () => {
    const first = write("first", config());
    const second = write(
      "second",
      config({ cluster: { server: "https://other.example.com" }, user: { token: "other" } }),
    );
    const connection = await loadConnection({ env: { KUBECONFIG: [first, second].join(delimiter) } });
    expect(connection.url).toBe("https://one.example.com:6443");
    expect((await connection.credentials()).headers.authorization).toBe("Bearer t");
  });

  test("an empty KUBECONFIG is none: the file in the home folder is read", async () => {
    mkdirSync(join(dir, ".kube"));
    write(join(".kube", "config"), config());
    expect((await loadConnection({ env: { KUBECONFIG: "", HOME: dir } })).url).toBe(
      "https://one.example.com:6443",
    );
  });

  test("that is not there is said with its path and what to do", async () => {
    await expect(loadConnection({ kubeconfig: join(dir, "none"), env: {} })).rejects.toMatchObject({
      code: "KUBECONFIG_NOT_FOUND",
      message: expect.stringContaining(join(dir, "none")) as string,
      hint: expect.stringContaining("KUBECONFIG") as string,
    });
  });

  test("that cannot be read is not mistaken for one that is missing", async () => {
    await expect(loadConnection({ kubeconfig: dir })).rejects.toMatchObject({ code: "KUBECONFIG_INVALID" });
  });

  test("without the context asked for names the nearest, or all", async () => {
    const kubeconfig = write("config", config({ name: "staging" }));
    await expect(loadConnection({ kubeconfig, context: "stagin" })).rejects.toMatchObject({
      code: "CONTEXT_NOT_FOUND",
      hint: 'Did you mean "staging"?',
    });
    await expect(loadConnection({ kubeconfig, context: "x" })).rejects.toMatchObject({
      hint: 'Contexts there: "staging".',
    });
  });

  test("without a current context asks for one", async () => {
    await expect(loadConnection({ kubeconfigText: config({ current: false }) })).rejects.toMatchObject({
      code: "CONTEXT_NOT_FOUND",
      message: "cannot choose a context: the given text has no current-context",
    });
  });

  test.each(["", "clusters: [{name: a}]\ncontexts: [\n", "clusters: [{name: a}]"])(
    "that is broken (%j) is a user's error",
    async (text) => {
      await expect(loadConnection({ kubeconfigText: text })).rejects.toMatchObject({ name: "UserError" });
    },
  );

  test.each(["as-groups", "as-uid", "as-user-extra"])(
    "with %s is refused: those rights would be dropped in silence",
    async (key) => {
      const user = { token: "t", as: "somebody", [key]: ["x"] };
      await expect(loadConnection({ kubeconfigText: config({ user }) })).rejects.toMatchObject({
        code: "KUBECONFIG_UNSUPPORTED",
        message: expect.stringContaining(key) as string,
      });
    },
  );

  test("impersonates a user", async () => {
    const connection = await loadConnection({ kubeconfigText: config({ user: { token: "t", as: "ann" } }) });
    expect((await connection.credentials()).headers).toEqual({
      authorization: "Bearer t",
      "impersonate-user": "ann",
    });
  });

  test("with name and password becomes basic authentication", async () => {
    const connection = await loadConnection({
      kubeconfigText: config({ user: { username: "ann", password: "p" } }),
    });
    expect((await connection.credentials()).headers.authorization).toBe(
      `Basic ${Buffer.from("ann:p").toString("base64")}`,
    );
  });

  test("finds certificates beside itself, and reads rotated ones again", async () => {
    write("ca.crt", "CA");
    write("tls.crt", "CERT 1");
    write("tls.key", "KEY");
    const user = { "client-certificate": "tls.crt", "client-key": "tls.key" };
    const clock = new VirtualClock();
    const kubeconfig = write(
      "config",
      config({ cluster: { "certificate-authority": "ca.crt", "tls-server-name": "api" }, user }),
    );
    const connection = await loadConnection({ kubeconfig, clock });
    const material = async () => {
      const { ca, cert, key, servername } = (await connection.credentials()).tls;
      return [String(ca), String(cert), String(key), servername];
    };
    expect(await material()).toEqual(["CA", "CERT 1", "KEY", "api"]);
    write("tls.crt", "CERT 2");
    await clock.advance(60_000);
    expect(await material()).toEqual(["CA", "CERT 2", "KEY", "api"]);
  });

  test("without a user still trusts the cluster's CA", async () => {
    const ca = Buffer.from("CA").toString("base64");
    const connection = await loadConnection({
      kubeconfigText: config({ cluster: { "certificate-authority-data": ca }, user: undefined }),
    });
    expect(String((await connection.credentials()).tls.ca)).toBe("CA");
  });

  test("may name a plain HTTP server, as kubectl proxy is one", async () => {
    const connection = await loadConnection({
      kubeconfigText: config({ cluster: { server: "http://127.0.0.1:8001" } }),
    });
    expect(connection.url).toBe("http://127.0.0.1:8001");
    await connection.credentials();
  });

  test("with an exec plugin asks it once, again when the server refuses, and says what it complained of", async () => {
    const plugin = write(
      "plugin",
      `#!/bin/sh\n[ -e "${dir}/broken" ] && { echo "log in first" >&2; exit 1; }\necho x >> "${dir}/asked"\n` +
        `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t'$(wc -l < "${dir}/asked" | tr -d " ")'","expirationTimestamp":"2999-01-01T00:00:00Z"}}'\n`,
    );
    chmodSync(plugin, 0o755);
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: plugin, args: [] };
    const clock = new VirtualClock();
    const connection = await loadConnection({
      kubeconfig: write("config", config({ user: { exec } })),
      clock,
    });
    const token = async () => (await connection.credentials()).headers.authorization;
    expect(await Promise.all([token(), token()])).toEqual(["Bearer t1", "Bearer t1"]);
    await clock.advance(60_000);
    expect(await token()).toBe("Bearer t1");
    connection.refresh(await connection.credentials());
    expect(await token()).toBe("Bearer t2");
    expect(readFileSync(join(dir, "asked"), "utf8")).toBe("x\nx\n");
    write("broken", "");
    connection.refresh(await connection.credentials());
    await expect(connection.credentials()).rejects.toMatchObject({
      code: "CREDENTIALS_UNAVAILABLE",
      message: expect.stringContaining("log in first") as string,
    });
  });

  test("with a proxy reaches the server through it, and keeps the tunnel", async () => {
    const authority = createCertificateAuthority({ commonName: "test", now: new Date() });
    const { key, certificate } = issueCertificate(authority, {
      commonName: "api",
      hosts: ["127.0.0.1"],
      now: new Date(),
    });
    const server = await startScriptedServer({ key, cert: certificate });
    const { proxy, tunnels } = await startProxy();
    server.script(
      ({ json }) => json(200, { n: 1 }),
      ({ json }) => json(200, { n: 2 }),
    );
    const ca = Buffer.from(authority.certificate).toString("base64");
    const cluster = {
      server: server.url,
      "certificate-authority-data": ca,
      "proxy-url": `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    };
    const transport = new Transport(await loadConnection({ kubeconfigText: config({ cluster }) }));
    try {
      await transport.request({ method: "GET", path: "/a" });
      expect((await transport.request({ method: "GET", path: "/b" })).body).toEqual({ n: 2 });
      expect(tunnels).toEqual([new URL(server.url).host]);
    } finally {
      transport.close();
      await server.close();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });
});

async function startProxy(): Promise<{ proxy: Server; tunnels: string[] }> {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on("connect", (request, socket) => {
    tunnels.push(request.url ?? "");
    const [host = "", port] = (request.url ?? "").split(":");
    const upstream = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return { proxy, tunnels };
}

describe("in a cluster", () => {
  const env = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };
  beforeEach(() => {
    write("token", "one\n");
    write("ca.crt", "CA");
    write("namespace", "operators\n");
  });

  test("the ServiceAccount's files make the connection; a rotated token is read within a minute", async () => {
    const clock = new VirtualClock();
    const connection = await inClusterConnection({ env, clock, folder: dir });
    expect(connection).toMatchObject({
      url: "https://10.0.0.1:443",
      namespace: "operators",
      inCluster: true,
    });
    expect(await connection?.credentials()).toEqual({
      headers: { authorization: "Bearer one" },
      tls: { ca: "CA" },
    });
    write("token", "two");
    expect((await connection?.credentials())?.headers.authorization).toBe("Bearer one");
    await clock.advance(60_000);
    expect((await connection?.credentials())?.headers.authorization).toBe("Bearer two");
  });

  test("a token that cannot be read for a moment leaves the last one in use", async () => {
    const clock = new VirtualClock();
    const connection = await inClusterConnection({ env, clock, folder: dir });
    await connection?.credentials();
    rmSync(join(dir, "token"));
    await clock.advance(60_000);
    expect((await connection?.credentials())?.headers.authorization).toBe("Bearer one");
  });

  test("an IPv6 host is put in brackets", async () => {
    const connection = await inClusterConnection({
      env: { ...env, KUBERNETES_SERVICE_HOST: "fd00::1" },
      clock: new VirtualClock(),
      folder: dir,
    });
    expect(connection?.url).toBe("https://[fd00::1]:443");
  });

  test("it is no cluster without the variables, or without the files", async () => {
    const clock = new VirtualClock();
    expect(await inClusterConnection({ env: {}, clock, folder: dir })).toBeUndefined();
    expect(await inClusterConnection({ env, clock, folder: join(dir, "none") })).toBeUndefined();
  });

  test("a Pod without a token is told about it", async () => {
    await expect(loadConnection({ env: { ...env, HOME: dir } })).rejects.toMatchObject({
      code: "KUBECONFIG_NOT_FOUND",
      hint: expect.stringContaining("automountServiceAccountToken") as string,
    });
  });
});

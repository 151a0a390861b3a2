import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { inClusterConnection } from "../../../../src/runtime/client/in-cluster.ts";
import { loadConnection } from "../../../../src/runtime/client/load-connection.ts";

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

  test("tells nobody in the clear who you are", async () => {
    const connection = await loadConnection({
      kubeconfigText: config({
        cluster: { server: "http://127.0.0.1:8001" },
        user: { token: "t", exec: { command: "x" }, as: "ann" },
      }),
    });
    expect(await connection.credentials()).toEqual({ headers: { "impersonate-user": "ann" }, tls: {} });
  });

  test.each([["gopher://proxy"], ["proxy"], ["http//proxy"]])(
    "with %j for a proxy is refused",
    async (proxy) => {
      await expect(
        loadConnection({ kubeconfigText: config({ cluster: { "proxy-url": proxy } }) }),
      ).rejects.toMatchObject({
        code: "KUBECONFIG_INVALID",
        message: expect.stringContaining("proxy-url") as string,
      });
    },
  );

  test("goes through the proxy that it names, else through that of the environment", async () => {
    const env = { HTTPS_PROXY: "proxy.example.com:3128", NO_PROXY: "internal" };
    const proxyOf = async (cluster: object) => {
      const connection = await loadConnection({ kubeconfigText: config({ cluster }), env });
      return (await connection.credentials()).proxy?.href;
    };
    expect(await proxyOf({})).toBe("http://proxy.example.com:3128/");
    expect(await proxyOf({ server: "https://api.internal" })).toBeUndefined();
    // what it names itself has no exceptions
    const named = { server: "https://api.internal", "proxy-url": "https://own.example.com" };
    expect(await proxyOf(named)).toBe("https://own.example.com/");
  });

  test("may name a SOCKS 5 proxy, and no older one", async () => {
    const load = async (proxy: string) => {
      const kubeconfigText = config({ cluster: { "proxy-url": proxy } });
      return (await (await loadConnection({ kubeconfigText })).credentials()).proxy?.href;
    };
    expect(await load("socks5://127.0.0.1:1080")).toBe("socks5://127.0.0.1:1080");
    await expect(load("socks4://127.0.0.1:1080")).rejects.toMatchObject({ code: "KUBECONFIG_INVALID" });
  });

  test("with an authority and no check of certificates is refused: they exclude each other", async () => {
    const cluster = { "certificate-authority-data": "Q0E=", "insecure-skip-tls-verify": true };
    const connection = await loadConnection({ kubeconfigText: config({ cluster }) });
    await expect(connection.credentials()).rejects.toMatchObject({
      code: "KUBECONFIG_INVALID",
      message: expect.stringContaining("exclude each other") as string,
    });
  });

  test.each(["gcp", "azure"])(
    "with the auth provider %s is left to the Kubernetes client library",
    async (name) => {
      const expiry = new Date(Date.now() + 3_600_000).toISOString();
      const settings = {
        "access-token": "t",
        expiry,
        "expires-on": String(Math.floor(Date.parse(expiry) / 1_000)),
      };
      const user = { "auth-provider": { name, config: settings } };
      const connection = await loadConnection({ kubeconfigText: config({ user }) });
      expect((await connection.credentials()).headers).toEqual({ authorization: "Bearer t" });
    },
  );

  test("asks no plugin where it has a token or a certificate of its own", async () => {
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "/none" };
    const connection = await loadConnection({ kubeconfigText: config({ user: { token: "t", exec } }) });
    expect((await connection.credentials()).headers).toEqual({ authorization: "Bearer t" });
  });

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
});

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
    write("token", "\n");
    await clock.advance(60_000);
    expect((await connection?.credentials())?.headers.authorization).toBe("Bearer one");
  });

  test("the proxy of the environment leads to the server, unless it is excepted", async () => {
    const proxyFor = async (extra: object) => {
      const connection = await inClusterConnection({
        env: { ...env, ...extra },
        clock: new VirtualClock(),
        folder: dir,
      });
      return (await connection?.credentials())?.proxy?.href;
    };
    expect(await proxyFor({ https_proxy: "http://proxy:3128" })).toBe("http://proxy:3128/");
    expect(await proxyFor({ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "10.0.0.0/8" })).toBeUndefined();
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

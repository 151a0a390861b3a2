import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createClient, isUnauthorized, loadConnection, type OwnClient } from "../../src/index.ts";
import { SelfSubjectReview } from "../../src/k8s/authentication.k8s.io/v1.ts";
import { Namespace } from "../../src/k8s/core/v1.ts";
import { onBothServers } from "./servers.ts";

onBothServers("credentials", (server) => {
  const apiVersion = "client.authentication.k8s.io/v1";
  let dir: string;
  let client: OwnClient | undefined;
  let proxy: Server;
  let tunnels: number;
  beforeAll(async () => {
    proxy = createServer().on("connect", (request, socket) => {
      tunnels++;
      const [host = "", port] = (request.url ?? "").split(":");
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "credentials-"));
    tunnels = 0;
  });
  afterEach(() => {
    client?.close();
    client = undefined;
    rmSync(dir, { recursive: true, force: true });
  });

  const write = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };

  /** A client of a kubeconfig file with this user. */
  async function open(user: object, cluster: object = {}): Promise<OwnClient> {
    const ca = Buffer.from(server.ca).toString("base64");
    const kubeconfig = write(
      "config",
      JSON.stringify({
        "current-context": "a",
        clusters: [
          { name: "a", cluster: { server: server.url, "certificate-authority-data": ca, ...cluster } },
        ],
        contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
        users: [{ name: "a", user }],
      }),
    );
    client = createClient(await loadConnection({ kubeconfig }));
    return client;
  }
  const read = (on: OwnClient) => on.get(Namespace, { name: "default" });

  function plugin(token: string): string {
    const credential = { kind: "ExecCredential", apiVersion, status: { token } };
    write("answer", JSON.stringify(credential));
    const path = write("plugin", `#!/bin/sh\ncat "${dir}/answer"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  test("a wrong token is told as that", async () => {
    const refused = await read(await open({ token: "wrong" })).catch((error: unknown) => error);
    expect(isUnauthorized(refused)).toBe(true);
  });

  test("a token file that was replaced after a 401 is read again, and the call made once more", async () => {
    write("token", "stale");
    const opened = await open({ tokenFile: "token" });
    expect(isUnauthorized(await read(opened).catch((error: unknown) => error))).toBe(true);
    write("token", server.token);
    expect((await read(opened)).metadata.name).toBe("default");
  });

  test("a plugin is asked again when the server refuses what it said", async () => {
    const exec = { apiVersion, command: plugin("stale"), interactiveMode: "Never" };
    const opened = await open({ exec });
    expect(isUnauthorized(await read(opened).catch((error: unknown) => error))).toBe(true);
    plugin(server.token);
    expect((await read(opened)).metadata.name).toBe("default");
  });

  test("a kubeconfig that another program renewed is read again after a 401", async () => {
    const opened = await open({ token: "stale" });
    expect(isUnauthorized(await read(opened).catch((error: unknown) => error))).toBe(true);
    client?.close();
    const renewed = await open({ token: server.token });
    expect((await read(renewed)).metadata.name).toBe("default");
    // the one that was opened before finds the file as it is now
    expect((await read(opened)).metadata.name).toBe("default");
    opened.close();
  });

  test("a proxy is gone through by calls and watches", async () => {
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const opened = await open({ token: server.token }, { "proxy-url": address });
    await read(opened);
    await read(opened);
    for await (const { type } of opened.watch(Namespace, { fieldSelector: "metadata.name=default" })) {
      expect(type).toBe("ADDED");
      break;
    }
    expect(tunnels).toBe(1);
    const { metadata } = await opened.list(Namespace);
    const watching = opened.watch(Namespace, {
      resourceVersion: metadata.resourceVersion ?? "",
      bookmarks: true,
    });
    const first = watching[Symbol.asyncIterator]().next();
    await opened.patch(
      Namespace,
      { name: "default" },
      { merge: { metadata: { labels: { seen: String(tunnels) } } } },
    );
    expect((await first).done).toBe(false);
    expect(tunnels).toBe(2);
  });

  test("another user with groups, uid and extra is who one is", async () => {
    const opened = await open({
      token: server.token,
      as: "ann",
      "as-uid": "u-1",
      "as-groups": ["dev", "system:masters"],
      "as-user-extra": { "example.com/scopes": ["a", "b"] },
    });
    const { userInfo } = (await opened.create(SelfSubjectReview, {})).status ?? {};
    expect(userInfo).toMatchObject({
      username: "ann",
      uid: "u-1",
      groups: expect.arrayContaining(["dev", "system:masters"]) as string[],
      extra: { "example.com/scopes": ["a", "b"] },
    });
  });
});

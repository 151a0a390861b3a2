import { expect, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { ConfigMap } from "../../src/k8s/core/v1.ts";
import { fieldIndex } from "../../src/kube/field-index.ts";
import { onlyMetadata } from "../../src/kube/only-metadata.ts";
import type { Resource } from "../../src/kube/resource.ts";
import { Cache, type CacheOptions } from "../../src/runtime/cache/cache.ts";
import { cached } from "../../src/runtime/cache/cache-configuration.ts";
import { createListerWatcher } from "../../src/runtime/client/lister-watcher.ts";
import { Transport } from "../../src/runtime/client/transport.ts";
import { onBothServers, type TestServer } from "./servers.ts";

onBothServers("the cache", (server) => {
  const ways = [
    ["as a stream", true],
    ["as a list", false],
  ] as const;

  test.each(ways)("has what is there, which comes %s, and follows it", async (_, watchList) => {
    const { namespace, create, api } = await inNamespace(server);
    await create("a", { app: "web" });
    const at = await start(server, [ConfigMap], { watchList, namespaces: [namespace] });
    const key = { namespace, name: "a" };
    expect(at.cache.get(ConfigMap, key)).toMatchObject({ kind: "ConfigMap", data: { name: "a" } });
    expect(at.cache.get(ConfigMap, key)?.metadata.managedFields).toBeUndefined();
    const changed = await api.patch(`${path(namespace)}/a`, "merge", { data: { x: "é" } });
    const version = (changed.body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
    expect(await at.cache.whenReached(ConfigMap, key, { version, signal: at.signal })).toBe(true);
    expect(at.cache.get(ConfigMap, key)?.data).toEqual({ name: "a", x: "é" });
    await at.stop();
  });

  test.each(ways)("of metadata alone, which comes %s, has nothing else", async (_, watchList) => {
    const { namespace, create } = await inNamespace(server);
    await create("a", { app: "web" });
    const partial = onlyMetadata(ConfigMap);
    const at = await start(server, [partial], { watchList, namespaces: [namespace] });
    const found = at.cache.get(partial, { namespace, name: "a" });
    expect(Object.keys(found ?? {}).sort()).toEqual(["apiVersion", "kind", "metadata"]);
    expect(found).toMatchObject({
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: { labels: { app: "web" } },
    });
    const event = at.nextEvent();
    await create("b");
    expect(await event).toBe("create b");
    await at.stop();
  });

  test.each(ways)("of bytes, which come %s, reads as any other", async (_, watchList) => {
    const { namespace, create } = await inNamespace(server);
    await create("a", { app: "web" });
    const byName = fieldIndex(ConfigMap, "name", ({ data }) => data?.["name"]);
    const configuration = { lazy: true, indexes: [byName] };
    const lazy = await start(server, [ConfigMap], { watchList, namespaces: [namespace], configuration });
    const eager = await start(server, [ConfigMap], { watchList, namespaces: [namespace] });
    const key = { namespace, name: "a" };
    expect(lazy.cache.get(ConfigMap, key)).toEqual(eager.cache.get(ConfigMap, key));
    expect(lazy.cache.list(ConfigMap, { index: byName.equals("a") })).toHaveLength(1);
    await Promise.all([lazy.stop(), eager.stop()]);
  });

  test("narrowed by selectors holds what is selected, and lets go of what is so no more", async () => {
    const { namespace, create, api } = await inNamespace(server);
    await create("in", { app: "web" });
    await create("out", { app: "db" });
    const kinds = [cached(ConfigMap, { labelSelector: "app=web", fieldSelector: "metadata.name!=never" })];
    const at = await start(server, [ConfigMap], { namespaces: [namespace], configuration: { kinds } });
    const names = () => at.cache.list(ConfigMap).map(({ metadata }) => metadata.name);
    expect(names()).toEqual(["in"]);
    const event = at.nextEvent();
    await api.patch(`${path(namespace)}/in`, "merge", { metadata: { labels: { app: "db" } } });
    expect([await event, names()]).toEqual(["delete in", []]);
    await at.stop();
  });

  test("for all namespaces but one leaves that out", async () => {
    const [one, other] = [await inNamespace(server), await inNamespace(server)];
    await one.create("mark", { mark: one.namespace });
    await other.create("mark", { mark: one.namespace });
    const labelSelector = `mark=${one.namespace}`;
    const namespaces = { [one.namespace]: { labelSelector: "none" }, "": { labelSelector } };
    const at = await start(server, [ConfigMap], {
      configuration: { kinds: [cached(ConfigMap, { namespaces })] },
    });
    expect(at.cache.list(ConfigMap).map(({ metadata }) => metadata.namespace)).toEqual([other.namespace]);
    await at.stop();
  });
});

const path = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`;

async function inNamespace(server: TestServer) {
  const namespace = await server.namespace();
  const create = (name: string, labels: Record<string, string> = {}) =>
    server.api.post(path(namespace), {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, labels },
      data: { name },
    });
  return { namespace, create, api: server.api };
}

/** A cache of these kinds, in sync. */
async function start(server: TestServer, kinds: Resource[], options: Partial<CacheOptions>) {
  const { url, ca, token } = server;
  const transport = new Transport({
    url,
    namespace: "default",
    inCluster: false,
    credentials: () => Promise.resolve({ headers: { authorization: `Bearer ${token}` }, tls: { ca } }),
    refresh() {},
  });
  const cache = new Cache({
    clock: systemClock,
    logger: silentLogger,
    lister: (resource, selection) => createListerWatcher(transport, resource, selection),
    ...options,
  });
  let tell: (text: string) => void = () => {};
  // a namespace has a ConfigMap of its own where controllers run
  for (const kind of kinds)
    cache.addHandler(kind, ({ type }, { metadata: { name } }) => {
      if (name !== "kube-root-ca.crt") tell(`${type} ${name}`);
    });
  const stopping = new AbortController();
  const running = cache.start(stopping.signal);
  await cache.whenSynced();
  return {
    cache,
    signal: stopping.signal,
    nextEvent: () => new Promise<string>((resolve) => (tell = resolve)),
    async stop() {
      stopping.abort();
      await running;
      transport.close();
    },
  };
}

import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { ConfigMap, Namespace, Pod, Secret } from "../../../../src/k8s/core/v1.ts";
import type { KubernetesObject, Observed, OwnerReference } from "../../../../src/kube/object.ts";
import { onlyMetadata } from "../../../../src/kube/only-metadata.ts";
import { AlreadyOwnedError, controllerOf } from "../../../../src/kube/owner.ts";
import type { Resource } from "../../../../src/kube/resource.ts";
import { Cache } from "../../../../src/runtime/cache/cache.ts";
import { cached, type CacheConfiguration } from "../../../../src/runtime/cache/cache-configuration.ts";
import { fieldIndex } from "../../../../src/kube/field-index.ts";
import type { Scale } from "../../../../src/k8s/autoscaling/v1.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import type { Subresource } from "../../../../src/runtime/client/subresource.ts";
import { isNotFound } from "../../../../src/runtime/client/errors.ts";
import { consistentClient } from "../../../../src/runtime/consistency/consistent-client.ts";
import { Consistency } from "../../../../src/runtime/consistency/consistency.ts";
import { handlerClient } from "../../../../src/runtime/controller/handler-client.ts";
import { podList, scriptedLister } from "../../../helpers/scripted-lister.ts";
import { deployment, Deployment, recordingClient, Widget, widget } from "./controller-harness.ts";

const map = (name: string, namespace = "default") => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace, resourceVersion: "1", labels: { name } },
});

/** An object without namespace. */
function clusterScoped(): Observed<KubernetesObject> {
  const { namespace: _, ...metadata } = widget("a").metadata;
  return { ...widget("a"), metadata };
}

/** A handler's client beside a cache that holds these kinds. */
async function newClient(options: {
  watched?: Resource[];
  objects?: KubernetesObject[];
  namespaces?: string[];
  owned?: Resource[];
  owner?: Observed<KubernetesObject>;
  configuration?: CacheConfiguration;
}) {
  const { objects = [], namespaces, owned = [], owner = widget("a") } = options;
  const { watched = [ConfigMap, ...owned] } = options;
  const clock = new VirtualClock();
  const cache = new Cache({
    clock,
    logger: silentLogger,
    watchList: false,
    ...(namespaces ? { namespaces } : {}),
    ...(options.configuration ? { configuration: options.configuration } : {}),
    lister: ({ kind }) => {
      const lister = scriptedLister();
      lister.lists(podList("1", ...objects.filter((object) => object.kind === kind)));
      return lister;
    },
  });
  for (const resource of watched) cache.ensure(resource);
  const stopping = new AbortController();
  const running = cache.start(stopping.signal);
  await clock.advance(0);
  stopping.abort();
  await running;
  const { client, calls, subresourceCalls } = recordingClient(() => "from the server");
  const { signal } = new AbortController();
  const reading = consistentClient({ client, consistency: new Consistency({ cache, clock }) });
  return {
    client: handlerClient({ client: reading, owned, object: owner, signal }),
    calls,
    subresourceCalls,
    signal,
  };
}

describe("a read", () => {
  test("of a watched kind comes from the cache, read-only", async () => {
    const { client, calls } = await newClient({ objects: [map("m"), map("n")] });
    const found = await client.get(ConfigMap, { namespace: "default", name: "m" });
    expect([found, Object.isFrozen(found)]).toEqual([map("m"), true]);
    const list = await client.list(ConfigMap, { labelSelector: "name=n", namespace: "default" });
    expect(list).toEqual({ apiVersion: "v1", kind: "ConfigMapList", metadata: {}, items: [map("n")] });
    expect(calls).toEqual([]);
  });

  test("of what the cache does not have is refused in the server's words", async () => {
    const { client } = await newClient({ watched: [ConfigMap, Deployment] });
    const error: unknown = await client
      .get(Deployment, { namespace: "default", name: "x" })
      .catch((thrown: unknown) => thrown);
    expect(isNotFound(error)).toBe(true);
    expect(error).toMatchObject({
      message: 'deployments.apps "x" not found',
      status: { details: { name: "x", group: "apps" } },
    });
    await expect(client.get(ConfigMap, { namespace: "default", name: "x" })).rejects.toThrow(
      'configmaps "x" not found',
    );
  });

  test("of another kind goes to the server", async () => {
    const { client, calls, signal } = await newClient({});
    expect(await client.get(Secret, { namespace: "default", name: "s" })).toBe("from the server");
    expect(await client.list(Secret)).toBe("from the server");
    expect(calls.map((call) => [call.method, call.signal])).toEqual([
      ["get", signal],
      ["list", signal],
    ]);
  });

  test("that the cache cannot answer goes to the server: fields, pages, a namespace that is not watched", async () => {
    const { client, calls } = await newClient({ namespaces: ["default"], objects: [map("m")] });
    await client.list(ConfigMap, { fieldSelector: "metadata.name=m" });
    await client.list(ConfigMap, { limit: 5 });
    await client.list(ConfigMap, { continue: "token" });
    await client.list(ConfigMap, { namespace: "elsewhere" });
    await client.get(ConfigMap, { namespace: "elsewhere", name: "m" });
    expect(calls.map(({ method }) => method)).toEqual(["list", "list", "list", "list", "get"]);
    expect((await client.list(ConfigMap)).items).toHaveLength(1);
  });

  test("of a cluster-scoped kind needs no namespace", async () => {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "x", resourceVersion: "1" } };
    const { client, calls } = await newClient({ watched: [Namespace], objects: [namespace] });
    expect(await client.get(Namespace, { name: "x" })).toEqual(namespace);
    expect(calls).toEqual([]);
  });

  test("keeps a signal of the caller's own", async () => {
    const { client, calls } = await newClient({});
    const { signal } = new AbortController();
    await client.get(Secret, { namespace: "default", name: "s" }, { signal });
    expect(calls[0]?.signal).toBe(signal);
  });
});

describe("an owned kind", () => {
  const reference = {
    apiVersion: "example.com/v1",
    kind: "Widget",
    name: "a",
    uid: "uid-a",
    controller: true,
    blockOwnerDeletion: true,
  };
  const metadata = (name: string, more: object = {}) => ({
    metadata: { name, namespace: "default", ...more },
  });

  test("gets the object as its controller when it is created or applied, the given object stays as it is", async () => {
    const { client, calls } = await newClient({ owned: [Deployment] });
    const child = deployment("d");
    await client.create(Deployment, child);
    await client.apply(Deployment, metadata("d"));
    const writes = calls.filter(({ method }) => method !== "get");
    expect(writes.map(({ args }) => (args[0] as KubernetesObject).metadata?.ownerReferences)).toEqual([
      [reference],
      [reference],
    ]);
    expect(child.metadata?.ownerReferences).toBeUndefined();
  });

  test("is left alone when it names owners itself, lives elsewhere, or is updated; other kinds always", async () => {
    const { client, calls } = await newClient({ owned: [Deployment] });
    await client.create(Deployment, metadata("d", { ownerReferences: [] }));
    await client.apply(Deployment, metadata("d", { namespace: "elsewhere" }));
    await client.update(Deployment, deployment("d"));
    await client.apply(ConfigMap, metadata("m"));
    expect(calls.map(({ args }) => (args[0] as KubernetesObject).metadata?.ownerReferences)).toEqual([
      [],
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each([
    ["another object of the kind", "b", false],
    ["this one", "a", true],
  ])("that %s controls is applied by its controller alone", async (_, owner, allowed) => {
    const made = deployment("d", owner);
    const child = { ...made, metadata: { ...made.metadata, uid: "uid-d" } };
    const { client, calls } = await newClient({ owned: [Deployment], objects: [child] });
    const applying = client.apply(Deployment, metadata("d"));
    if (allowed) await applying;
    else
      await expect(applying).rejects.toThrow(
        new AlreadyOwnedError(deployment("d"), controllerOf(deployment("d", "b")) as OwnerReference),
      );
    expect(calls.map(({ method }) => method)).toEqual(allowed ? ["apply"] : []);
    // what names owners itself knows what it does
    await client.apply(Deployment, metadata("d", { ownerReferences: [] }));
    expect(calls.at(-1)?.method).toBe("apply");
  });

  test("that is watched by its metadata alone is known to be another's by that", async () => {
    const { client, calls } = await newClient({
      owned: [onlyMetadata(Deployment)],
      objects: [deployment("d", "b")],
    });
    await expect(client.apply(Deployment, metadata("d"))).rejects.toThrow(AlreadyOwnedError);
    expect(calls).toEqual([]);
  });

  test("of a cluster-scoped object may live in any namespace, or in none", async () => {
    const { client, calls } = await newClient({ owned: [Deployment, Namespace], owner: clusterScoped() });
    await client.apply(Deployment, metadata("d", { namespace: "elsewhere" }));
    await client.apply(Namespace, { metadata: { name: "n" } });
    for (const { args } of calls)
      expect((args[0] as KubernetesObject).metadata?.ownerReferences).toEqual([reference]);
  });
});

describe("without a namespace", () => {
  const key = { name: "x" };
  const calls: [string, (client: Client) => Promise<unknown>][] = [
    ["get", (client) => client.get(Secret, key)],
    ["create", (client) => client.create(Secret, { metadata: key })],
    ["apply", (client) => client.apply(Secret, { metadata: key })],
    ["update", (client) => client.update(Secret, { metadata: key })],
    ["patch", (client) => client.patch(Secret, key, { merge: {} })],
    ["delete", (client) => client.delete(Secret, key)],
    ["updateStatus", (client) => client.updateStatus(Secret, { metadata: key })],
    ["patchStatus", (client) => client.patchStatus(Secret, key, { merge: {} })],
    ["applyStatus", (client) => client.applyStatus(Secret, { metadata: key })],
  ];

  test.each(calls)("%s means the namespace of the object", async (method, call) => {
    const owner = widget("a", { metadata: { namespace: "team" } });
    const { client, calls: made } = await newClient({ owner });
    await call(client);
    expect(made.map((one) => one.method)).toEqual([method]);
    const argument = made[0]?.args[0] as { metadata?: object };
    expect(argument.metadata ?? argument).toEqual({ name: "x", namespace: "team" });
  });

  test.each(calls)("%s for a cluster-scoped object is refused, and reaches nobody", async (_, call) => {
    const { client, calls: made } = await newClient({ owner: clusterScoped() });
    await expect(call(client)).rejects.toThrow(
      new TypeError(
        'cannot tell the namespace of the Secret "x": it names none, and neither does the Widget "a", which is cluster-scoped',
      ),
    );
    expect(made).toEqual([]);
  });

  test("a watched kind is found in the cache, in the object's namespace", async () => {
    const objects = [map("m", "other"), map("m", "team")];
    const owner = widget("a", { metadata: { namespace: "team" } });
    const { client, calls: made } = await newClient({ objects, owner });
    expect(await client.get(ConfigMap, { name: "m" })).toEqual(map("m", "team"));
    expect(made).toEqual([]);
  });

  test("an owned kind gets its namespace and its owner; the given object stays as it is", async () => {
    const { client, calls: made } = await newClient({ owned: [Deployment] });
    const child = { metadata: { name: "d" } };
    await client.apply(Deployment, child);
    const { metadata } = made[0]?.args[0] as KubernetesObject;
    expect(metadata).toMatchObject({ namespace: "default", ownerReferences: [{ uid: "uid-a" }] });
    expect(child).toEqual({ metadata: { name: "d" } });
  });

  test("a kind that has no namespaces gets none", async () => {
    const { client, calls: made } = await newClient({});
    await client.apply(Namespace, { metadata: { name: "n" } });
    expect(made[0]?.args[0]).toEqual({ metadata: { name: "n" } });
  });

  test("a list means all namespaces, as everywhere", async () => {
    const { client } = await newClient({ objects: [map("m", "other"), map("m", "team")] });
    expect((await client.list(ConfigMap)).items).toHaveLength(2);
  });
});

test("every other call reaches the server's client, with the run's signal", async () => {
  const { client, calls, signal } = await newClient({});
  const key = { namespace: "default", name: "p" };
  const pod = { apiVersion: "v1", kind: "Pod", metadata: key };
  await client.update(Pod, pod);
  await client.patch(Pod, key, { merge: {} });
  await client.delete(Pod, key, { gracePeriodSeconds: 0 });
  await client.deleteAllOf(Pod, { namespace: "default" });
  await client.updateStatus(Pod, pod);
  await client.patchStatus(Pod, key, { merge: {} });
  await client.applyStatus(Pod, { metadata: key });
  expect(calls.map((call) => call.method)).toEqual([
    "update",
    "patch",
    "delete",
    "deleteAllOf",
    "updateStatus",
    "patchStatus",
    "applyStatus",
  ]);
  for (const call of calls) expect(call.signal).toBe(signal);
});

test("a raw request ends with the run's signal too", async () => {
  const { client, calls, signal } = await newClient({ watched: [Widget] });
  await client.request({ method: "GET", path: "/version" });
  expect(calls[0]).toMatchObject({ method: "request", signal });
});

describe("a subresource", () => {
  const calls: [keyof Subresource<unknown>, (subresource: Subresource<Scale>) => Promise<unknown>][] = [
    ["get", (scale) => scale.get({ name: "d" })],
    ["stream", (scale) => scale.stream({ name: "d" })],
    ["create", (scale) => scale.create({ name: "d" })],
    ["update", (scale) => scale.update({ name: "d" }, {})],
    ["patch", (scale) => scale.patch({ name: "d" }, { merge: {} })],
    ["apply", (scale) => scale.apply({ name: "d" }, {})],
  ];
  test.each(calls)(
    "%s is in the object's namespace, and ends with the run's signal",
    async (method, call) => {
      const { client, subresourceCalls, signal } = await newClient({});
      await call(client.subresource(Deployment, "scale"));
      expect(subresourceCalls).toEqual([
        { method, key: { namespace: "default", name: "d" }, options: { signal } },
      ]);
    },
  );

  test("of a cluster-scoped object's child needs a namespace", async () => {
    const { client } = await newClient({ owner: clusterScoped() });
    await expect(client.subresource(Deployment, "scale").get({ name: "d" })).rejects.toThrow(
      "cannot tell the namespace",
    );
  });
});

describe("of a kind whose cache is narrowed,", () => {
  const configuration = { kinds: [cached(ConfigMap, { labelSelector: "name=m" })] };
  const key = { namespace: "default", name: "m" };

  test("what is in the cache comes from there; what is not may be there all the same, and is asked for", async () => {
    const { client, calls } = await newClient({ configuration, objects: [map("m")] });
    expect(await client.get(ConfigMap, key)).toEqual(map("m"));
    expect(calls).toEqual([]);
    expect(await client.get(ConfigMap, { ...key, name: "other" })).toBe("from the server");
  });

  test("a list comes from the cache only if it asks for nothing else", async () => {
    const { client, calls } = await newClient({ configuration, objects: [map("m")] });
    expect((await client.list(ConfigMap, { labelSelector: "name=m" })).items).toEqual([map("m")]);
    expect(calls).toEqual([]);
    expect(await client.list(ConfigMap)).toBe("from the server");
    expect(await client.list(ConfigMap, { labelSelector: "name in (m,n)" })).toBe("from the server");
  });
});

test("a list by an index is of what the cache holds; one of an unwatched kind goes on to be refused", async () => {
  const byName = fieldIndex(ConfigMap, "name", ({ metadata }) => metadata.name);
  const configuration = { indexes: [byName], kinds: [cached(ConfigMap, { labelSelector: "name" })] };
  const { client, calls } = await newClient({ configuration, objects: [map("m"), map("n")] });
  expect((await client.list(ConfigMap, { index: byName.equals("n") })).items).toEqual([map("n")]);
  expect(calls).toEqual([]);
  const other = await newClient({ configuration, watched: [] });
  expect(await other.client.list(ConfigMap, { index: byName.equals("n") })).toBe("from the server");
});

test("a list at a version is the server's", async () => {
  const { client } = await newClient({ objects: [map("m")] });
  const exact = { resourceVersion: "1", resourceVersionMatch: "Exact" } as const;
  expect(await client.list(ConfigMap, exact)).toBe("from the server");
});

import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { ConfigMap, Namespace, Pod, Secret } from "../../../../src/k8s/core/v1.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import type { Resource } from "../../../../src/kube/resource.ts";
import { Cache } from "../../../../src/runtime/cache/cache.ts";
import { isNotFound } from "../../../../src/runtime/client/errors.ts";
import { handlerClient } from "../../../../src/runtime/controller/handler-client.ts";
import { podList, scriptedLister } from "../../../helpers/scripted-lister.ts";
import { deployment, Deployment, recordingClient, Widget, widget } from "./controller-harness.ts";

const map = (name: string, namespace = "default") => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace, resourceVersion: "1", labels: { name } },
});

/** A handler's client beside a cache that holds these kinds. */
async function newClient(options: {
  watched?: Resource[];
  objects?: KubernetesObject[];
  namespaces?: string[];
  owned?: Resource[];
  owner?: KubernetesObject;
}) {
  const { watched = [ConfigMap], objects = [], namespaces, owned = [], owner = widget("a") } = options;
  const clock = new VirtualClock();
  const cache = new Cache({
    clock,
    logger: silentLogger,
    watchList: false,
    ...(namespaces ? { namespaces } : {}),
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
  const { client, calls } = recordingClient(() => "from the server");
  const { signal } = new AbortController();
  return { client: handlerClient({ client, cache, owned, object: owner, signal }), calls, signal };
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

  test("that the cache cannot answer goes to the server: fields, pages, no namespace, one that is not watched", async () => {
    const { client, calls } = await newClient({ namespaces: ["default"], objects: [map("m")] });
    await client.list(ConfigMap, { fieldSelector: "metadata.name=m" });
    await client.list(ConfigMap, { limit: 5 });
    await client.list(ConfigMap, { continue: "token" });
    await client.list(ConfigMap, { namespace: "elsewhere" });
    await client.get(ConfigMap, { name: "m" });
    await client.get(ConfigMap, { namespace: "elsewhere", name: "m" });
    expect(calls.map(({ method }) => method)).toEqual(["list", "list", "list", "list", "get", "get"]);
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
    expect(calls.map(({ args }) => (args[0] as KubernetesObject).metadata?.ownerReferences)).toEqual([
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

  test("of a cluster-scoped object may live in any namespace, or in none", async () => {
    const owner = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "a", uid: "uid-a" } };
    const { client, calls } = await newClient({ owned: [Deployment, Namespace], owner });
    await client.apply(Deployment, metadata("d", { namespace: "elsewhere" }));
    await client.apply(Namespace, { metadata: { name: "n" } });
    for (const { args } of calls)
      expect((args[0] as KubernetesObject).metadata?.ownerReferences).toEqual([reference]);
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
  await client.createSubresource(Pod, key, { subresource: "eviction", body: {} });
  expect(calls.map((call) => call.method)).toEqual([
    "update",
    "patch",
    "delete",
    "deleteAllOf",
    "updateStatus",
    "patchStatus",
    "applyStatus",
    "createSubresource",
  ]);
  for (const call of calls) expect(call.signal).toBe(signal);
});

test("a raw request ends with the run's signal too", async () => {
  const { client, calls, signal } = await newClient({ watched: [Widget] });
  await client.request({ method: "GET", path: "/version" });
  expect(calls[0]).toMatchObject({ method: "request", signal });
});

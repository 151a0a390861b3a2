import { expectTypeOf, test } from "vitest";
import {
  cached,
  controllerOf,
  controllerReference,
  createOrUpdate,
  fieldIndex,
  operator,
  listPages,
  onlyMetadata,
  resource,
  setControllerReference,
  type ApplyConfiguration,
  type Client,
  type Condition,
  type CustomResource,
  type DeepReadonly,
  type Observed,
  type OperationResult,
  type OwnerReference,
  type Stored,
} from "../../src/index.ts";
import { Deployment } from "../../src/k8s/apps/v1.ts";
import type { Scale } from "../../src/k8s/autoscaling/v1.ts";
import { ConfigMap, Pod } from "../../src/k8s/core/v1.ts";

// the type checker judges this file; nothing in it runs but the test at its end

interface Memcached extends CustomResource<
  { size: number; image?: string; ports?: { port: number }[] },
  { readyReplicas?: number; conditions?: Condition[] }
> {}
const Memcached = resource<Memcached>({ group: "cache.example.com", version: "v1", kind: "Memcached" });

const key = { namespace: "default", name: "a" };

/** What a read brings is of the handle's kind, and read-only at every depth. */
export async function reads(client: Client): Promise<void> {
  const deployment = await client.get(Deployment, key);
  expectTypeOf(deployment).toEqualTypeOf<Observed<Deployment>>();
  expectTypeOf(deployment.spec?.replicas).toEqualTypeOf<number | undefined>();
  const { items } = await client.list(Memcached);
  expectTypeOf(items).toEqualTypeOf<readonly Observed<Memcached>[]>();
  // @ts-expect-error what was read may be the cache's own
  deployment.metadata.name = "b";
  // @ts-expect-error lists in it neither
  items[0]?.spec.ports?.push({ port: 1 });
  // @ts-expect-error a kind has the fields of its type
  void deployment.spec?.size;
  // @ts-expect-error a key has a name
  await client.get(Deployment, { namespace: "default" });
}

/** Indexes and handles of metadata alone are of their kind. */
export async function cachedReads(client: Client): Promise<void> {
  const byOwner = fieldIndex(ConfigMap, "owner", (map) => {
    expectTypeOf(map).toEqualTypeOf<Observed<ConfigMap>>();
    return map.data?.["owner"];
  });
  expectTypeOf((await client.list(ConfigMap, { index: byOwner.equals("a") })).items).toEqualTypeOf<
    readonly Observed<ConfigMap>[]
  >();
  await client.list(ConfigMap, { index: [byOwner.equals("a"), byOwner.equals("b")] });
  const bySize = fieldIndex(Memcached, "size", ({ spec }) => String(spec.size));
  operator({ name: "o", controllers: [], cache: { indexes: [byOwner, bySize], startOnRead: true } });
  // @ts-expect-error an index is of one kind
  await client.list(ConfigMap, { index: bySize.equals("1") });
  const partial = await client.get(onlyMetadata(ConfigMap), key);
  expectTypeOf(partial.metadata.uid).toEqualTypeOf<string>();
  // @ts-expect-error nothing but metadata is known
  void partial.data;
  cached(ConfigMap, {
    transform(map) {
      expectTypeOf(map).toEqualTypeOf<Stored<ConfigMap>>();
      delete map.data;
      return map;
    },
    namespaces: { a: { labelSelector: "x" } },
  });
  // @ts-expect-error options have names
  cached(ConfigMap, { labels: "x" });
}

/** What the server always sets is there, without a question; what only some objects have is not. */
export async function stored(client: Client): Promise<void> {
  const written = [
    await client.create(Memcached, { metadata: key, spec: { size: 1 } }),
    await client.apply(Memcached, { metadata: key }),
    await client.patch(Memcached, key, { merge: {} }),
    await client.patchStatus(Memcached, key, { merge: {} }),
    await client.applyStatus(Memcached, { metadata: key }),
  ];
  const read = [await client.get(Memcached, key), ...(await client.list(Memcached)).items];
  for (const { apiVersion, kind, metadata } of [...written, ...read]) {
    const texts = [apiVersion, kind, metadata.name, metadata.uid, metadata.resourceVersion];
    expectTypeOf([...texts, metadata.creationTimestamp]).toEqualTypeOf<string[]>();
    expectTypeOf(metadata.generation).toEqualTypeOf<number>();
    expectTypeOf(metadata.deletionTimestamp).toEqualTypeOf<string | undefined>();
    expectTypeOf(metadata.namespace).toEqualTypeOf<string | undefined>();
  }
  const map = await client.get(ConfigMap, key);
  expectTypeOf(map.metadata.uid).toEqualTypeOf<string>();
  // the server counts no generations of a ConfigMap
  expectTypeOf(map.metadata.generation).toEqualTypeOf<number | undefined>();
}

/** What was read or written goes into everything that takes an object or a key of one. */
export async function reuse(client: Client): Promise<void> {
  const memcached = await client.get(Memcached, key);
  const { namespace, name } = memcached.metadata;
  await client.get(ConfigMap, { namespace, name });
  await client.list(ConfigMap, { namespace });
  const plain = (object: Memcached | DeepReadonly<Memcached>) => object.spec.size;
  plain(memcached);
  plain(await client.create(Memcached, { metadata: key, spec: { size: 1 } }));
  const metadata = { namespace, name, ownerReferences: [controllerReference(memcached)] };
  await client.apply(ConfigMap, { metadata, data: { size: String(memcached.spec.size) } });
  expectTypeOf(controllerOf(memcached)).toEqualTypeOf<OwnerReference | undefined>();
  // parts of what was read, lists too, go into what is written
  const { ports, image } = memcached.spec;
  await client.create(Memcached, {
    metadata: { name, namespace },
    spec: { size: 1, ...(ports && { ports }) },
  });
  await client.apply(Memcached, { metadata: { name, namespace }, spec: { image, ports } });
  // @ts-expect-error what was never stored has no uid
  const observed: Observed<Memcached> = { metadata: key, spec: { size: 1 } };
  void observed;
}

/** What is written is checked field by field against the handle's kind. */
export async function writes(client: Client): Promise<void> {
  const created = await client.create(Memcached, { metadata: key, spec: { size: 1 } });
  expectTypeOf(created).toEqualTypeOf<Stored<Memcached>>();
  created.spec.size = 2;
  await client.update(Memcached, created);
  await client.update(Memcached, await client.get(Memcached, key));
  // @ts-expect-error a required field is missing
  await client.create(Memcached, { metadata: key, spec: {} });
  // @ts-expect-error a field of another type
  await client.create(Memcached, { metadata: key, spec: { size: "1" } });
  // @ts-expect-error a field that does not exist
  await client.create(Memcached, { metadata: key, spec: { size: 1, sizes: 2 } });
  const pod: Pod = { metadata: key, spec: { containers: [] } };
  // @ts-expect-error a Pod is no Deployment, though both have a spec
  await client.update(Deployment, pod);
}

/** An apply names some fields only, but none that do not exist. */
export async function applies(client: Client): Promise<void> {
  const applied = await client.apply(Memcached, { metadata: key, spec: { image: "memcached:1" } });
  expectTypeOf(applied).toEqualTypeOf<Stored<Memcached>>();
  await client.apply(Deployment, {
    metadata: key,
    spec: { template: { spec: { containers: [{ name: "main", image: "nginx" }] } } },
  });
  await client.applyStatus(Memcached, { metadata: key, status: { readyReplicas: 1 } });
  // @ts-expect-error a wrong field, deep inside
  await client.apply(Deployment, { metadata: key, spec: { template: { spec: { container: [] } } } });
  // @ts-expect-error a wrong field at the top
  await client.apply(ConfigMap, { metadata: key, spec: {} });
  // @ts-expect-error a field of another type
  await client.apply(ConfigMap, { metadata: key, data: { count: 1 } });
  // @ts-expect-error without a name there is nothing to apply to
  await client.apply(ConfigMap, { metadata: { namespace: "default" } });
  // @ts-expect-error a wrong field of the status
  await client.applyStatus(Memcached, { metadata: key, status: { ready: 1 } });
}

/** Lists in an apply have items that can be found, and no holes; below the items everything may be left out again. */
export async function appliedLists(client: Client): Promise<void> {
  const optional = undefined as string | undefined;
  const deployment = (containers: Applied) =>
    client.apply(Deployment, { metadata: key, spec: { template: { spec: { containers } } } });
  await deployment([{ name: "a" }, { name: "b", image: optional, resources: { limits: { cpu: "1" } } }]);
  await deployment([{ name: "a", ports: [{ containerPort: 80 }], env: [{ name: "A", value: optional }] }]);
  await deployment([{ name: "a", livenessProbe: { httpGet: { path: "/" }, periodSeconds: undefined } }]);
  // @ts-expect-error without its name nobody knows which container
  await deployment([{ image: "nginx" }]);
  // @ts-expect-error a name that may be undefined is none
  await deployment([{ name: optional }]);
  // @ts-expect-error an item that is undefined would be sent as null
  await deployment([undefined]);
  // @ts-expect-error a wrong field, in a list in a list
  await deployment([{ name: "a", ports: [{ containerPort: 80, port: 1 }] }]);
  // @ts-expect-error null is no way to leave something out of an apply
  await deployment([{ name: "a", image: null }]);
  await client.apply(Memcached, { metadata: key, spec: { ports: [{ port: 1 }] } });
  // @ts-expect-error a field that the type of the list's items requires
  await client.apply(Memcached, { metadata: key, spec: { ports: [{}] } });
  const memcached = await client.get(Memcached, key);
  const { name, namespace, labels } = memcached.metadata;
  await client.apply(Memcached, { metadata: { name, namespace, labels }, spec: memcached.spec });
  const whole: ApplyConfiguration<Memcached> = memcached;
  void whole;
}

type Applied = NonNullable<
  NonNullable<
    NonNullable<NonNullable<ApplyConfiguration<Deployment>["spec"]>["template"]>["spec"]
  >["containers"]
>;

/** Subresources are typed where their form is known. */
export async function subresources(client: Client): Promise<void> {
  const scale = await client.subresource(Deployment, "scale").get(key);
  expectTypeOf(scale).toEqualTypeOf<Scale>();
  const status = client.subresource(Memcached, "status");
  expectTypeOf(await status.get(key)).toEqualTypeOf<Stored<Memcached>>();
  await status.update(key, await status.get(key));
  await status.update(key, await client.get(Memcached, key));
  expectTypeOf(await client.subresource(Pod, "log").get(key)).toEqualTypeOf<string>();
  const other = await client.subresource(Memcached, "restart").create(key, { now: true });
  expectTypeOf(other).toEqualTypeOf<Record<string, unknown>>();
  await client.subresource(Pod, "eviction").create(key, { deleteOptions: { gracePeriodSeconds: 0 } });
  // @ts-expect-error an eviction has no spec
  await client.subresource(Pod, "eviction").create(key, { spec: {} });
}

/** Watches, pages, and kinds that are found by name. */
export async function found(client: Client): Promise<void> {
  for await (const event of client.watch(Memcached)) {
    expectTypeOf(event.object).toEqualTypeOf<Observed<Memcached>>();
    expectTypeOf(event.type).toEqualTypeOf<"ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK">();
  }
  for await (const page of listPages(client, Memcached))
    expectTypeOf(page.items[0]).toEqualTypeOf<Observed<Memcached> | undefined>();
  const Issuer = await client.discovery.resource({ group: "cert-manager.io", kind: "Issuer" });
  const issuer = await client.get(Issuer, key);
  expectTypeOf(issuer.metadata.name).toEqualTypeOf<string>();
  expectTypeOf(issuer["spec"]).toEqualTypeOf<unknown>();
  await client.apply(Issuer, { metadata: key, spec: { acme: {} } });
  const Typed = await client.discovery.resource<Memcached>(Memcached);
  expectTypeOf((await client.get(Typed, key)).spec.size).toEqualTypeOf<number>();
  // @ts-expect-error a kind has a name
  await client.discovery.resource({ group: "cert-manager.io" });
  const { object, result } = await createOrUpdate(client, Memcached, key, (draft) => {
    // @ts-expect-error there is no spec yet when it is not there yet
    void draft.spec.size;
    draft.spec = { size: 1 };
    draft.metadata.labels = { a: "b" };
    setControllerReference(issuer, draft);
  });
  expectTypeOf(object).toEqualTypeOf<Stored<Memcached>>();
  expectTypeOf(result).toEqualTypeOf<OperationResult>();
}

/** Patches say their type. */
export async function patches(client: Client): Promise<void> {
  expectTypeOf(await client.patch(Memcached, key, { merge: { spec: { size: 3 } } })).toEqualTypeOf<
    Stored<Memcached>
  >();
  await client.patchStatus(Memcached, key, { json: [{ op: "remove", path: "/status/readyReplicas" }] });
  // @ts-expect-error a bare object could be any of the three
  await client.patch(Memcached, key, { spec: { size: 3 } });
  // @ts-expect-error there is no such verdict
  await client.create(ConfigMap, { metadata: key }, { fieldValidation: "strict" });
}

test("handles are types too: the object's type comes with the value", () => {
  expectTypeOf(Memcached).not.toBeAny();
  expectTypeOf<Deployment["metadata"]>().not.toBeAny();
});

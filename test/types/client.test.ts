import { expectTypeOf, test } from "vitest";
import {
  resource,
  type Client,
  type Condition,
  type CustomResource,
  type DeepReadonly,
} from "../../src/index.ts";
import { Deployment } from "../../src/k8s/apps/v1.ts";
import type { Pod } from "../../src/k8s/core/v1.ts";
import { ConfigMap } from "../../src/k8s/core/v1.ts";

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
  expectTypeOf(deployment).toEqualTypeOf<DeepReadonly<Deployment>>();
  expectTypeOf(deployment.spec?.replicas).toEqualTypeOf<number | undefined>();
  const { items } = await client.list(Memcached);
  expectTypeOf(items).toEqualTypeOf<readonly DeepReadonly<Memcached>[]>();
  // @ts-expect-error what was read may be the cache's own
  if (deployment.metadata) deployment.metadata.name = "b";
  // @ts-expect-error lists in it neither
  items[0]?.spec.ports?.push({ port: 1 });
  // @ts-expect-error a kind has the fields of its type
  void deployment.spec?.size;
  // @ts-expect-error a key has a name
  await client.get(Deployment, { namespace: "default" });
}

/** What is written is checked field by field against the handle's kind. */
export async function writes(client: Client): Promise<void> {
  const created = await client.create(Memcached, { metadata: key, spec: { size: 1 } });
  expectTypeOf(created).toEqualTypeOf<Memcached>();
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
  expectTypeOf(applied).toEqualTypeOf<Memcached>();
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

/** Patches say their type. */
export async function patches(client: Client): Promise<void> {
  expectTypeOf(
    await client.patch(Memcached, key, { merge: { spec: { size: 3 } } }),
  ).toEqualTypeOf<Memcached>();
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

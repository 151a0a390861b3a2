import { PassThrough } from "node:stream";
import {
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  CustomObjectsApi,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  Watch,
  type V1ConfigMap,
} from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.ts";
import { eventually } from "../../../src/testing/index.ts";

const namespace = "default";

describe("client-node on a sandbox", () => {
  const config = new KubeConfig();
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    config.loadFromString(sandbox.kubeconfig());
  });
  afterAll(() => sandbox.stop());

  test("typed calls, a typed refusal, a patch with its media type", async () => {
    const core = config.makeApiClient(CoreV1Api);
    const body = { metadata: { name: "typed" }, data: { a: "1" } };
    const created = await core.createNamespacedConfigMap({ namespace, body });
    expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
    await expect(core.createNamespacedConfigMap({ namespace, body })).rejects.toMatchObject({ code: 409 });
    const patched = await core.patchNamespacedConfigMap(
      { namespace, name: "typed", body: [{ op: "replace", path: "/data/a", value: "2" }] },
      setHeaderOptions("Content-Type", PatchStrategy.JsonPatch),
    );
    expect(patched.data).toEqual({ a: "2" });
    const { items } = await core.listNamespacedConfigMap({ namespace, fieldSelector: "metadata.name=typed" });
    expect(items).toHaveLength(1);
    await core.deleteNamespacedConfigMap({ namespace, name: "typed" });
  });

  test("workloads run, logs are read, scale is a subresource", async () => {
    const apps = config.makeApiClient(AppsV1Api);
    const labels = { app: "web" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "web" }] } };
    const body = {
      metadata: { name: "web" },
      spec: { replicas: 1, selector: { matchLabels: labels }, template },
    };
    await apps.createNamespacedDeployment({ namespace, body });
    await eventually(async () => {
      const { status } = await apps.readNamespacedDeployment({ namespace, name: "web" });
      expect(status?.readyReplicas).toBe(1);
    });
    const scale = await apps.readNamespacedDeploymentScale({ namespace, name: "web" });
    await apps.replaceNamespacedDeploymentScale({
      namespace,
      name: "web",
      body: { ...scale, spec: { replicas: 0 } },
    });
    const job = { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "job" }] } };
    const batch = config.makeApiClient(BatchV1Api);
    await batch.createNamespacedJob({
      namespace,
      body: { metadata: { name: "job" }, spec: { template: job } },
    });
    await eventually(async () =>
      expect((await batch.readNamespacedJob({ namespace, name: "job" })).status?.succeeded).toBe(1),
    );
  });

  test("KubernetesObjectApi finds kinds by discovery: create, patch, server-side apply, list, delete", async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "any", namespace } };
    await objects.create<V1ConfigMap>({ ...object, data: { a: "1" } });
    const merged = await objects.patch<V1ConfigMap>(
      { ...object, data: { b: "2" } },
      undefined,
      undefined,
      "me",
      undefined,
      PatchStrategy.MergePatch,
    );
    expect(merged.data).toEqual({ a: "1", b: "2" });
    const strategic = await objects.patch<V1ConfigMap>({ ...object, data: { c: "3" } });
    expect(Object.keys(strategic.data ?? {})).toEqual(["a", "b", "c"]);
    const applied = await objects.patch<V1ConfigMap>(
      { ...object, data: { a: "9" } },
      undefined,
      undefined,
      "other",
      true,
      PatchStrategy.ServerSideApply,
    );
    expect(applied.data?.a).toBe("9");
    const { items } = await objects.list<V1ConfigMap>(
      "v1",
      "ConfigMap",
      namespace,
      undefined,
      undefined,
      undefined,
      "metadata.name=any",
    );
    expect(items).toHaveLength(1);
    await objects.delete(object);
    await expect(objects.read(object)).rejects.toMatchObject({ code: 404 });
  });

  test("a custom kind", async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    await objects.create(definition);
    const custom = config.makeApiClient(CustomObjectsApi);
    const where = { group: "node.example.com", version: "v1", namespace, plural: "crates" };
    const body = {
      apiVersion: "node.example.com/v1",
      kind: "Crate",
      metadata: { name: "one" },
      spec: { size: 1 },
    };
    await custom.createNamespacedCustomObject({ ...where, body });
    await custom.patchNamespacedCustomObject(
      { ...where, name: "one", body: { spec: { size: 2 } } },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    );
    const found = (await custom.getNamespacedCustomObject({ ...where, name: "one" })) as typeof body;
    expect(found.spec).toEqual({ size: 2 });
  });

  test("a watch and an informer", async () => {
    const core = config.makeApiClient(CoreV1Api);
    const seen: string[] = [];
    const watched = await new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/secrets`,
      {},
      (phase, object: { metadata: { name: string } }) => seen.push(`${phase} ${object.metadata.name}`),
      () => {},
    );
    const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/secrets`, () =>
      core.listNamespacedSecret({ namespace }),
    );
    const told: string[] = [];
    for (const verb of ["add", "update", "delete"] as const)
      informer.on(verb, ({ metadata }) => told.push(`${verb} ${metadata?.name}`));
    await informer.start();
    await core.createNamespacedSecret({
      namespace,
      body: { metadata: { name: "s" }, stringData: { a: "1" } },
    });
    await core.replaceNamespacedSecret({
      namespace,
      name: "s",
      body: { metadata: { name: "s" }, stringData: { a: "2" } },
    });
    await core.deleteNamespacedSecret({ namespace, name: "s" });
    await eventually(() => expect(seen).toEqual(["ADDED s", "MODIFIED s", "DELETED s"]));
    await eventually(() => expect(told).toEqual(["add s", "update s", "delete s"]));
    await informer.stop();
    watched.abort();
  });

  test("exec is refused with a word about why", async () => {
    const exec = new Exec(config);
    const failure = exec.exec(namespace, "any", "main", ["true"], new PassThrough(), null, null, false);
    await expect(failure).rejects.toThrow(/501|does not implement/);
  });
});

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "crates.node.example.com" },
  spec: {
    group: "node.example.com",
    scope: "Namespaced",
    names: { plural: "crates", singular: "crate", kind: "Crate" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
          },
        },
      },
    ],
  },
};

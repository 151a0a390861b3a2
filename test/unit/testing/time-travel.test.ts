import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CronJob } from "../../../src/k8s/batch/v1.ts";
import { ConfigMap, Pod } from "../../../src/k8s/core/v1.ts";
import { Job } from "../../../src/k8s/batch/v1.ts";
import { Deployment } from "../../../src/k8s/apps/v1.ts";
import { eventually, startEnvironment, until, type Environment } from "../../../src/testing/index.ts";
import { createApi } from "../../integration/api.ts";

const namespace = "default";
const template = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "main", image: "web" }] },
};
const web = {
  metadata: { name: "web", namespace },
  spec: { replicas: 1, selector: { matchLabels: { app: "web" } }, template },
};

describe("time travel", () => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await startEnvironment();
  });
  afterAll(() => environment.stop());

  /** A raw watch, from where it is said. */
  const open = async (path: string) => {
    const { url, credentials } = environment.connection;
    const { headers, tls } = await credentials();
    const token = String(headers.authorization ?? headers.Authorization).replace("Bearer ", "");
    const api = createApi({ url, ca: String(tls.ca), token });
    return { api, watch: await api.watch(path) };
  };

  test("a snapshot brings back what was there, and Deployments go on from it", async () => {
    const { client, connection } = environment;
    await client.create(Deployment, web);
    await until(connection, Deployment, web.metadata, (object) => object?.status?.readyReplicas === 1);
    const ready = environment.snapshot();
    const { uid } = (await client.get(Deployment, web.metadata)).metadata;
    await client.delete(Deployment, web.metadata, { propagationPolicy: "Foreground" });
    await until(connection, Deployment, web.metadata, (object) => object === undefined);
    await client.create(ConfigMap, { metadata: { name: "later", namespace } });
    environment.restore(ready);
    expect((await client.get(Deployment, web.metadata)).metadata.uid).toBe(uid);
    await expect(client.get(ConfigMap, { namespace, name: "later" })).rejects.toMatchObject({ code: 404 });
    const { items } = await client.list(Pod, { namespace, labelSelector: "app=web" });
    await client.delete(Pod, { namespace, name: items[0]?.metadata.name ?? "" });
    await until(connection, Deployment, web.metadata, (object) => object?.status?.readyReplicas === 1);
    await client.patch(Deployment, web.metadata, { merge: { spec: { replicas: 2 } } });
    await until(connection, Deployment, web.metadata, (object) => object?.status?.readyReplicas === 2);
  });

  test("a frozen watch is told when it is let go; reads are of now, but for lists of what is at hand", async () => {
    const { client } = environment;
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await client.create(ConfigMap, { metadata: { name: "frozen", namespace }, data: { a: "1" } });
    const letGo = environment.freezeWatches(ConfigMap);
    const { api, watch } = await open(`${path}?watch=true&fieldSelector=metadata.name%3Dfrozen`);
    expect((await watch.next()).object.data).toEqual({ a: "1" });
    await client.patch(ConfigMap, { namespace, name: "frozen" }, { merge: { data: { a: "2" } } });
    const late = await api.watch(`${path}?watch=true&fieldSelector=metadata.name%3Dfrozen`);
    expect((await late.next()).object.data).toEqual({ a: "1" });
    const listed = async (query: string) =>
      ((await api.get(`${path}${query}`)).body.items as { metadata: { name: string }; data?: object }[]).find(
        ({ metadata }) => metadata.name === "frozen",
      )?.data;
    expect([await listed(""), await listed("?resourceVersion=0")]).toEqual([{ a: "2" }, { a: "1" }]);
    letGo();
    for (const told of [watch, late]) expect((await told.next()).object.data).toEqual({ a: "2" });
    expect(await listed("?resourceVersion=0")).toEqual({ a: "2" });
    for (const ended of [watch, late]) ended.close();
    api.close();
  });

  test("after compaction an old version is gone", async () => {
    const { client } = environment;
    const { metadata } = await client.create(ConfigMap, { metadata: { name: "compacted", namespace } });
    await client.patch(ConfigMap, metadata, { merge: { data: { a: "1" } } });
    environment.compact();
    const { api, watch } = await open(
      `/api/v1/namespaces/${namespace}/configmaps?watch=true&resourceVersion=${metadata.resourceVersion}`,
    );
    expect(await watch.next()).toMatchObject({ type: "ERROR", object: { code: 410, reason: "Expired" } });
    api.close();
  });

  test("a step of the clock brings what is due: a CronJob's Job, and the end of its time to live", async () => {
    const { client, connection } = environment;
    const job = {
      spec: {
        ttlSecondsAfterFinished: 3600,
        template: { spec: { ...template.spec, restartPolicy: "Never" as const } },
      },
    };
    await client.create(CronJob, {
      metadata: { name: "hourly", namespace },
      spec: { schedule: "0 * * * *", jobTemplate: job },
    });
    await environment.step("1h");
    await eventually(async () => {
      const { items } = await client.list(Job, { namespace });
      expect(items.map(({ metadata }) => metadata.name)).toEqual([expect.stringMatching(/^hourly-\d+$/)]);
    });
    const [made] = (await client.list(Job, { namespace })).items;
    const key = { namespace, name: made?.metadata.name ?? "" };
    await client.patch(CronJob, { namespace, name: "hourly" }, { merge: { spec: { suspend: true } } });
    await until(connection, Job, key, (object) => object?.status?.succeeded === 1);
    await environment.step("61m");
    await until(connection, Job, key, (object) => object === undefined);
  });

  test("a server that is given has none of it, and says so", async () => {
    const other = await startEnvironment({ kubeconfig: environment.kubeconfig });
    expect(() => other.snapshot()).toThrow(
      "cannot take a snapshot: the environment's server is given by a kubeconfig",
    );
    expect(() => other.freezeWatches(ConfigMap)).toThrow(expect.objectContaining({ code: "TEST_SANDBOX" }));
    await expect(other.step("1h")).rejects.toMatchObject({ code: "TEST_SANDBOX" });
    await other.stop();
  });
});

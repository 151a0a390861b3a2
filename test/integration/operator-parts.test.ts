import { expect, test } from "vitest";
import { controller, operator, resource, type CustomResource } from "../../src/index.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { Lease } from "../../src/k8s/coordination.k8s.io/v1.ts";
import { ConfigMap } from "../../src/k8s/core/v1.ts";
import { Event } from "../../src/k8s/events.k8s.io/v1.ts";
import { eventually, startEnvironment } from "../../src/testing/index.ts";
import { onBothServers } from "./servers.ts";

onBothServers("parts of an operator", (server) => {
  /** An environment and a namespace, for one test. */
  async function setUp() {
    const namespace = await server.namespace();
    const environment = await startEnvironment({ kubeconfig: server.kubeconfig() });
    return { namespace, ...environment };
  }

  test("a leader's lease has its labels and is given up at the end; events say what they are about", async () => {
    const { namespace, client, connection, stop } = await setUp();
    const metadata = { namespace, name: "a" };
    await client.create(ConfigMap, { metadata });
    const stopping = new AbortController();
    const maps = controller(ConfigMap).reconcile(async ({ object, client, events }) => {
      if (object.metadata.name !== "a") return;
      const child = await client.apply(ConfigMap, { metadata: { name: "child" } });
      events.normal("Made", "made a child", {
        action: "Create",
        related: child,
        annotations: { by: "test" },
      });
      events.on(child).warning("Young", "it has just been made");
    });
    const running = operator({ name: "parts", controllers: [maps] }).start({
      signal: stopping.signal,
      connection,
      logger: silentLogger,
      settings: {
        namespaces: [namespace],
        leaderElection: true,
        leaderElectionID: "parts.example.com",
        leaderElectionNamespace: namespace,
        leaderElectionLabels: { team: "a" },
      },
    });
    const key = { namespace, name: "parts.example.com" };
    const seen = await eventually(async () => {
      const { items } = await client.list(Event, { namespace });
      expect(items).toHaveLength(2);
      return items;
    });
    expect(seen.map(({ reason }) => reason).sort()).toEqual(["Made", "Young"]);
    expect(seen.find(({ reason }) => reason === "Made")).toMatchObject({
      action: "Create",
      metadata: { annotations: { by: "test" } },
      regarding: { kind: "ConfigMap", name: "a" },
      related: { kind: "ConfigMap", name: "child" },
    });
    const held = await client.get(Lease, key);
    expect(held.metadata.labels).toEqual({ team: "a" });
    expect(held.spec?.renewTime).toMatch(/\.\d{6}Z$/);
    stopping.abort();
    await running;
    expect((await client.get(Lease, key)).spec?.holderIdentity ?? "").toBe("");
    await stop();
  });

  test("a kind whose definition is not there ends the operator, with its name and what to do", async () => {
    const { connection, stop } = await setUp();
    const Missing = resource<CustomResource<object>>({
      group: "none.example.com",
      version: "v1",
      kind: "Missing",
    });
    const start = operator({
      name: "missing",
      controllers: [controller(Missing, { cacheSyncTimeout: "1s" }).reconcile(() => {})],
    }).start({ signal: new AbortController().signal, connection, logger: silentLogger });
    await expect(start).rejects.toMatchObject({
      code: "CACHE_SYNC_TIMEOUT",
      message: expect.stringContaining("Missing (none.example.com/v1)") as string,
      hint: expect.stringContaining("missings.none.example.com") as string,
    });
    await stop();
  });

  test("a controller reconciles what is in another cluster, by requests that name it", async () => {
    const { namespace, client, connection, stop } = await setUp();
    await client.create(ConfigMap, { metadata: { namespace, name: "there" } });
    const stopping = new AbortController();
    const requests: unknown[] = [];
    const maps = controller(ConfigMap, {
      clusters: ["edge"],
      predicate: ({ type }) => type === "create",
    }).reconcile(async ({ object, request, client }) => {
      if (object.metadata.name !== "there") return;
      requests.push(request);
      await client.apply(ConfigMap, { metadata: { name: "copy" }, data: { of: request.name } });
    });
    const running = operator({
      name: "edges",
      controllers: [maps],
      clusters: { edge: { connection, namespaces: [namespace] } },
    }).start({
      signal: stopping.signal,
      connection,
      logger: silentLogger,
      settings: { namespaces: ["default"] },
    });
    await eventually(async () => client.get(ConfigMap, { namespace, name: "copy" }));
    expect(requests[0]).toEqual({ cluster: "edge", namespace, name: "there" });
    stopping.abort();
    await running;
    await stop();
  });
});

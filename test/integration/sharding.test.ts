import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { controller, operator, resource, type CustomResource, type Operator } from "../../src/index.ts";
import { eventually, startEnvironment, until, type Environment } from "../../src/testing/index.ts";
import { onBothServers } from "./servers.ts";
import { installWidgets } from "./widget.ts";

type Widget = CustomResource<{ color: string; size?: number }, { phase?: string }>;

onBothServers("sharding", (server) => {
  const group = "sharding.example.com";
  const Widget = resource<Widget>({ group, version: "v1", kind: "Widget" });
  const names = Array.from({ length: 12 }, (_, index) => `widget-${index}`);
  const running = new Set<string>();
  const clashes: string[] = [];
  let environment: Environment;
  let namespace: string;

  beforeAll(async () => {
    namespace = await server.namespace();
    await installWidgets(server, group, namespace);
    environment = await startEnvironment({ kubeconfig: server.kubeconfig() });
  });
  afterAll(() => environment.stop());

  /** A replica that writes its name into the status of what it reconciles. */
  function startReplica(replica: string) {
    const stop = new AbortController();
    const widgets = controller(Widget, { workers: 4 }).reconcile(async ({ request, status }) => {
      if (running.has(request.name)) clashes.push(request.name);
      running.add(request.name);
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(request.name);
      status.set({ phase: replica });
    });
    const handle = operator({ name: "sharded", controllers: [widgets], sharding: { shards: 6 } });
    const { connection } = environment;
    const settings = { leaseDuration: "3s", renewDeadline: "2s", retryPeriod: "200ms" };
    const ended = handle.start({ signal: stop.signal, connection, settings, logger: silentLogger });
    ended.catch(() => {});
    return { handle, ended, stop: () => stop.abort() };
  }
  const at = (name: string) => ({ namespace, name });
  const others = (handle: Operator) =>
    names.filter((name) =>
      handle.explain(Widget, at(name)).some(({ waitsFor }) => waitsFor.join().includes("another replica")),
    ).length;
  const phases = (phase: string) =>
    Promise.all(
      names.map(async (name) =>
        until(environment.connection, Widget, at(name), (object) => object?.status?.phase === phase),
      ),
    );

  test("replicas share the objects, none is run by two, and who leaves is followed at once", async () => {
    for (const name of names)
      await environment.client.create(Widget, { metadata: { name, namespace }, spec: { color: "red" } });
    const first = startReplica("first");
    await phases("first");
    const second = startReplica("second");
    await eventually(() => {
      const shares = [others(first.handle), others(second.handle)];
      expect(shares.reduce((sum, share) => sum + share)).toBe(names.length);
      expect(Math.min(...shares)).toBeGreaterThan(0);
    });
    first.stop();
    await first.ended;
    await phases("second");
    expect(others(second.handle)).toBe(0);
    expect(clashes).toEqual([]);
    second.stop();
    await second.ended;
    const leases = await environment.client.request({
      method: "GET",
      path: `/apis/coordination.k8s.io/v1/namespaces/${environment.connection.namespace}/leases`,
    });
    const holders = (
      leases as { items: { metadata: { name: string }; spec: { holderIdentity?: string } }[] }
    ).items
      .filter(({ metadata }) => metadata.name.startsWith("sharded-"))
      .map(({ spec }) => spec.holderIdentity);
    // given up, and those of the replicas are gone
    expect(holders).toEqual(Array.from({ length: 6 }, () => ""));
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { controller, operator, resource, type Client, type CustomResource } from "../../src/index.ts";
import { ConfigMap } from "../../src/k8s/core/v1.ts";
import { startEnvironment, until, type Environment } from "../../src/testing/index.ts";
import { onBothServers } from "./servers.ts";
import { installWidgets } from "./widget.ts";

interface WidgetSpec {
  color: string;
  size?: number;
}
interface WidgetStatus {
  phase?: string;
  replicas?: number;
}
type Widget = CustomResource<WidgetSpec, WidgetStatus>;

onBothServers("an operator's own writes", (server) => {
  const group = "consistency.example.com";
  const Widget = resource<Widget>({ group, version: "v1", kind: "Widget" });
  const seen: string[] = [];
  const runs = new Map<string, number>();
  /** Applies that reached the server. */
  const applied = new Map<string, number>();
  let environment: Environment;
  let namespace: string;

  /** What a handler may read right after each of its writes, with no time for the watch in between. */
  async function story(client: Client, name: string): Promise<void> {
    const key = { namespace, name };
    const note = async (what: string) => {
      const found = await client.get(ConfigMap, key).catch(() => undefined);
      const { items } = await client.list(ConfigMap, { namespace, labelSelector: `story=${name}` });
      const listed = items.map(({ data }) => data?.step ?? "");
      seen.push(`${name} ${what}: ${found?.data?.step ?? "none"} [${listed.join()}]`);
    };
    const metadata = { ...key, labels: { story: name } };
    await client.create(ConfigMap, { metadata, data: { step: "created" } });
    await note("created");
    const found = await client.get(ConfigMap, key);
    await client.update(ConfigMap, { ...found, data: { step: "updated" } });
    await note("updated");
    await client.patch(ConfigMap, key, { merge: { data: { step: "patched" } } });
    await note("patched");
    await client.apply(ConfigMap, { metadata, data: { step: "applied" } });
    await note("applied");
    await client.patch(ConfigMap, key, { merge: { metadata: { labels: { story: null } } } });
    await note("unlabelled");
    await client.delete(ConfigMap, key);
    await note("deleted");
    await client.create(ConfigMap, { metadata, data: { step: "again" } });
    await note("again");
    await client.deleteAllOf(ConfigMap, { namespace, labelSelector: `story=${name}` });
    await note("emptied");
  }

  const widgets = controller(Widget)
    .owns(ConfigMap)
    .reconcile(async ({ object, client, status }) => {
      const { name } = object.metadata;
      const run = (runs.get(name) ?? 0) + 1;
      runs.set(name, run);
      if (name === "story" && run === 1) await story(client, "one");
      const child = { metadata: { name }, data: { color: object.spec.color } };
      const { metadata } = await client.apply(ConfigMap, child);
      // what the server answers with has them
      if (metadata.managedFields) applied.set(name, (applied.get(name) ?? 0) + 1);
      // what the last run wrote is in the object, or the server would have refused the next write
      status.set({ phase: object.spec.color, replicas: 1 });
      return run < 5 ? { requeueAfter: 1 } : undefined;
    });

  beforeAll(async () => {
    namespace = await server.namespace();
    await installWidgets(server, group, namespace);
    environment = await startEnvironment({ kubeconfig: server.kubeconfig() });
    environment.run(operator({ name: "consistent", controllers: [widgets], namespaces: [namespace] }));
  });
  afterAll(() => environment.stop());

  test("are seen by the next read, however it is made", async () => {
    await environment.client.create(Widget, {
      metadata: { name: "story", namespace },
      spec: { color: "red" },
    });
    const key = { namespace, name: "story" };
    await until(environment.connection, Widget, key, (object) => object?.status?.phase === "red");
    expect(seen).toEqual([
      "one created: created [created]",
      "one updated: updated [updated]",
      "one patched: patched [patched]",
      "one applied: applied [applied]",
      "one unlabelled: applied []",
      "one deleted: none []",
      "one again: again [again]",
      "one emptied: none []",
    ]);
  });

  test("come once: runs of an object that is as it should be write nothing", async () => {
    const key = { namespace, name: "steady" };
    await environment.client.create(Widget, { metadata: key, spec: { color: "green" } });
    await until(environment.connection, Widget, key, (object) => object?.status?.phase === "green");
    const before = await environment.client.get(ConfigMap, key);
    // each change of a label is a run
    for (const round of ["1", "2", "3"]) {
      const known = runs.get("steady") ?? 0;
      await environment.client.patch(Widget, key, { merge: { metadata: { labels: { round } } } });
      while ((runs.get("steady") ?? 0) <= known) await environment.client.get(Widget, key);
    }
    // requeues and changes that come together are one run
    expect([applied.get("steady"), runs.get("steady")]).toEqual([1, expect.toSatisfy((count) => count >= 4)]);
    const after = await environment.client.get(ConfigMap, key);
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    const [entry] = after.metadata.managedFields ?? [];
    expect([entry?.manager, entry?.operation]).toEqual(["consistent", "Apply"]);
  });
});

onBothServers("events of a run's own writes", (server) => {
  const group = "own-events.example.com";
  const Widget = resource<Widget>({ group, version: "v1", kind: "Widget" });
  const runs: Record<string, string[]> = { quiet: [], plain: [] };
  const of = (name: "quiet" | "plain", ignoreOwnWrites: boolean) =>
    controller(Widget, { name, ignoreOwnWrites, predicate: ({ object }) => object.metadata.name === name })
      .finalize(() => {})
      .reconcile(({ object, status }) => {
        runs[name]?.push(object.spec.color);
        status.set({ phase: object.spec.color });
      });
  let environment: Environment;
  let namespace: string;

  beforeAll(async () => {
    namespace = await server.namespace();
    await installWidgets(server, group, namespace);
    environment = await startEnvironment({ kubeconfig: server.kubeconfig() });
    const controllers = [of("quiet", true), of("plain", false)];
    environment.run(operator({ name: "own-events", controllers, namespaces: [namespace] }));
  });
  afterAll(() => environment.stop());

  test("the finalizer and the status that are written for a handler lead to no run with ignoreOwnWrites, and do without", async () => {
    for (const name of ["quiet", "plain"]) {
      const key = { namespace, name };
      await environment.client.create(Widget, { metadata: key, spec: { color: "red" } });
      await until(environment.connection, Widget, key, (object) => object?.status?.phase === "red");
      // the second run comes by the event of the first one's writes
      while (name === "plain" && (runs.plain?.length ?? 0) < 2) await environment.client.get(Widget, key);
      await environment.client.patch(Widget, key, { merge: { spec: { color: "green" } } });
      await until(environment.connection, Widget, key, (object) => object?.status?.phase === "green");
      await environment.client.delete(Widget, key);
      await until(environment.connection, Widget, key, (object) => object === undefined);
    }
    expect(runs.quiet).toEqual(["red", "green"]);
    expect(runs.plain?.length).toBeGreaterThan(2);
  });
});

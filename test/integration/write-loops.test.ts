import { afterAll, beforeAll, expect, test } from "vitest";
import { createLogger, type LogFields } from "../../src/base/logger.ts";
import { controller, operator, resource, type Client, type CustomResource } from "../../src/index.ts";
import { ConfigMap, Event } from "../../src/k8s/core/v1.ts";
import { eventually, startEnvironment, type Environment } from "../../src/testing/index.ts";
import { onBothServers } from "./servers.ts";
import { installWidgets } from "./widget.ts";

type Widget = CustomResource<{ color: string }, { phase?: string }>;

onBothServers("write loops", (server) => {
  const group = "loops.example.com";
  const Widget = resource<Widget>({ group, version: "v1", kind: "Widget" });
  const warnings: LogFields[] = [];
  const stopped = new AbortController();
  let environment: Environment;
  let namespace: string;

  /** Two that each want their own team on what they share, and one that writes the time; all only for the Widget of that name. */
  const teams = ["red", "blue"].map((team) =>
    controller(Widget, { name: team })
      .owns(ConfigMap)
      .reconcile(async ({ object, client }) => {
        if (object.metadata.name !== "fight" || stopped.signal.aborted) return;
        await client.apply(ConfigMap, { metadata: { name: "shared", labels: { team } } });
      }),
  );
  const clock = controller(Widget, { name: "clock" })
    .owns(ConfigMap)
    .reconcile(async ({ object, client, status }) => {
      if (object.metadata.name !== "clock" || stopped.signal.aborted) return;
      await client.apply(ConfigMap, { metadata: { name: "clock" }, data: { at: new Date().toISOString() } });
      status.set({ phase: "Ready" });
    });
  const calm = controller(Widget, { name: "calm" })
    .owns(ConfigMap)
    .reconcile(async ({ object, client, status }) => {
      if (object.metadata.name !== "calm") return;
      const child = { metadata: { name: "calm" }, data: { color: object.spec.color } };
      await client.apply(ConfigMap, child);
      status.set({ phase: object.spec.color });
    });
  const looping = operator({ name: "looping", controllers: [...teams, clock, calm] });

  const create = (client: Client, name: string) =>
    client.create(Widget, { metadata: { name, namespace }, spec: { color: "red" } });
  const warningOf = (object: string) =>
    eventually(() => {
      const found = warnings.find((fields) => fields.object === `ConfigMap ${namespace}/${object}`);
      if (!found) throw new Error(`no warning of ${object} among ${warnings.length}`);
      return found;
    });

  beforeAll(async () => {
    namespace = await server.namespace();
    await installWidgets(server, group, namespace);
    const logger = createLogger({
      write: ({ level, fields }) =>
        void (level === "warn" && fields.loop ? warnings.push(fields) : undefined),
    });
    environment = await startEnvironment({ kubeconfig: server.kubeconfig(), logger });
    environment.run(looping);
  });
  afterAll(() => {
    stopped.abort();
    return environment.stop();
  });

  test("two controllers that fight about a label are named, in the log, in an event and in explain", async () => {
    await create(environment.client, "fight");
    expect(await warningOf("shared")).toMatchObject({
      field: "metadata.labels.team",
      values: expect.stringMatching(
        /^"(red|blue)" by controller "\1" for \S+\/fight, "(red|blue)" by controller "\2" for \S+\/fight$/,
      ) as string,
    });
    const found = await eventually(async () => {
      const { items } = await environment.client.list(Event, { namespace });
      const [event] = items.filter(({ reason }) => reason === "WriteLoop");
      if (!event) throw new Error("no event");
      return event;
    });
    expect(found.involvedObject).toMatchObject({ kind: "ConfigMap", name: "shared" });
    const explained = looping.explain("Widget", { namespace, name: "fight" });
    expect(explained.find(({ controller: name }) => name === "red")?.writeLoops).toMatchObject([
      { type: "alternating", field: "metadata.labels.team", object: { kind: "ConfigMap", name: "shared" } },
    ]);
  });

  test("a handler that writes the time is told of, and one that is calm is not", async () => {
    await create(environment.client, "calm");
    await create(environment.client, "clock");
    expect(await warningOf("clock")).toMatchObject({
      field: "data.at",
      loop: expect.stringContaining('gets another value in every run of controller "clock"') as string,
      advice: expect.stringContaining("no times") as string,
    });
    for (const color of ["green", "red", "green", "red", "green", "red"])
      await environment.client.patch(Widget, { namespace, name: "calm" }, { merge: { spec: { color } } });
    await eventually(async () => {
      const { status } = await environment.client.get(Widget, { namespace, name: "calm" });
      if (status?.phase !== "red") throw new Error("not there yet");
    });
    const objects = new Set(warnings.map(({ object }) => object));
    expect([...objects].toSorted()).toEqual([
      `ConfigMap ${namespace}/clock`,
      `ConfigMap ${namespace}/shared`,
    ]);
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { controller, operator, resource, type CustomResource } from "../../src/index.ts";
import { ConfigMap } from "../../src/k8s/core/v1.ts";
import { eventually, startEnvironment, type Environment } from "../../src/testing/index.ts";
import { installCrd } from "./install-crd.ts";
import { onBothServers } from "./servers.ts";
import { widgetCrd } from "./widget.ts";

interface Database extends CustomResource<{ color: string; size?: number }, { phase?: string }> {}

onBothServers("timers and daemons", (server) => {
  const group = "tasks.example.com";
  const Database = resource<Database>({ group, version: "v1", kind: "Widget" });
  const notes: string[] = [];
  let environment: Environment;
  let namespace: string;

  const databases = controller(Database)
    .owns(ConfigMap)
    .timer("backup", { every: "50ms" }, async ({ object, client }) => {
      const name = object.metadata.name;
      const last = await client.get(ConfigMap, { name }).catch(() => undefined);
      await client.apply(ConfigMap, {
        metadata: { name },
        data: { count: String(Number(last?.data?.count ?? 0) + 1) },
      });
    })
    .daemon(
      "tunnel",
      async ({ object, client, signal }) => {
        const { uid, name, namespace: place } = object.metadata;
        const at = `${name} ${object.spec.color} ${uid}`;
        notes.push(`begin ${at}`);
        const ended = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        await client.patchStatus(
          Database,
          { name, namespace: place ?? "" },
          { merge: { status: { phase: "Open" } } },
        );
        await ended;
        notes.push(`end ${at}`);
      },
      { restartOn: ({ spec }) => spec.color },
    );

  beforeAll(async () => {
    namespace = await server.namespace();
    await installCrd(server, widgetCrd(group));
    environment = await startEnvironment({ kubeconfig: server.kubeconfig() });
    environment.run(operator({ name: "tasks-operator", controllers: [databases] }));
  });
  afterAll(() => environment.stop());

  const at = (name: string) => ({ namespace, name });
  const create = (name: string) =>
    environment.client.create(Database, { metadata: at(name), spec: { color: "green" } });

  test("a timer runs again and again, and its children are the object's", async () => {
    const { metadata } = await create("ticking");
    const counted = await eventually(async () => {
      const found = await environment.client.get(ConfigMap, at("ticking"));
      expect(Number(found.data?.count)).toBeGreaterThanOrEqual(3);
      return found;
    });
    expect(counted.metadata.ownerReferences?.[0]?.uid).toBe(metadata.uid);
    await environment.client.delete(Database, at("ticking"));
  });

  test("a daemon goes on through changes, begins anew when its setting changes, and ends with its object", async () => {
    const { metadata } = await create("held");
    const { uid } = metadata;
    const mine = () => notes.filter((note) => note.endsWith(uid)).map((note) => note.replace(` ${uid}`, ""));
    await eventually(async () =>
      expect((await environment.client.get(Database, at("held"))).status?.phase).toBe("Open"),
    );
    await environment.client.patch(Database, at("held"), { merge: { spec: { size: 4 } } });
    await environment.client.patch(Database, at("held"), { merge: { spec: { color: "red" } } });
    await eventually(() => expect(mine()).toHaveLength(3));
    expect(mine()).toEqual(["begin held green", "end held green", "begin held red"]);
    await environment.client.delete(Database, at("held"));
    await eventually(() => expect(mine()).toHaveLength(4));
    const again = await create("held");
    await eventually(() => expect(notes.at(-1)).toContain(again.metadata.uid));
    expect(mine()).toEqual(["begin held green", "end held green", "begin held red", "end held red"]);
    expect(notes.at(-1)).toBe(`begin held green ${again.metadata.uid}`);
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { controller, operator, resource, type CustomResource } from "../../src/index.ts";
import { ConfigMap, Namespace } from "../../src/k8s/core/v1.ts";
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

onBothServers("an operator", (server) => {
  const group = "operator.example.com";
  const Widget = resource<Widget>({ group, version: "v1", kind: "Widget" });
  const finalized: string[] = [];
  let environment: Environment;
  let namespace: string;

  const widgets = controller(Widget)
    .owns(ConfigMap)
    .reconcile(async ({ object, client, status }) => {
      const { name } = object.metadata;
      const { color, size = 0 } = object.spec;
      // beside the object, though the client's own namespace is another
      await client.apply(ConfigMap, { metadata: { name }, data: { color, size: String(size) } });
      status.set({ phase: color === "green" ? "Ready" : "Waiting", replicas: size });
    })
    .finalize(({ object }) => {
      finalized.push(object.metadata.name);
    });

  // a cluster-scoped object has no namespace to give: its children say where they go
  const namespaces = controller(Namespace, { predicate: ({ object }) => object.metadata.name === namespace })
    .owns(ConfigMap)
    .reconcile(async ({ object, client }) => {
      const child = { metadata: { name: "of-the-namespace" }, data: { key: "value" } };
      const refused = await client.apply(ConfigMap, child).catch((error: Error) => error.message);
      const metadata = { ...child.metadata, namespace: object.metadata.name };
      await client.apply(ConfigMap, { metadata, data: { refused: String(refused) } });
    });

  beforeAll(async () => {
    namespace = await server.namespace();
    await installWidgets(server, group, namespace);
    environment = await startEnvironment({ kubeconfig: server.kubeconfig() });
    environment.run(operator({ name: "widget-operator", controllers: [widgets, namespaces] }));
  });
  afterAll(() => environment.stop());

  const widget = (name: string, color: string): Widget => ({
    metadata: { name, namespace },
    spec: { color },
  });

  test("brings an object to its state, and says so in the status", async () => {
    await environment.client.create(Widget, widget("first", "red"));
    const seen = await until(
      environment.connection,
      Widget,
      { namespace, name: "first" },
      (object) => object?.status?.phase === "Waiting",
    );
    expect(seen?.metadata.finalizers).toEqual([`${group}/widget-finalizer`]);
    const child = await environment.client.get(ConfigMap, { namespace, name: "first" });
    expect(child.data).toEqual({ color: "red", size: "3" });
    expect(child.metadata.ownerReferences).toMatchObject([
      { kind: "Widget", name: "first", controller: true },
    ]);
  });

  test("follows a change of the spec", async () => {
    await environment.client.create(Widget, widget("second", "red"));
    await until(
      environment.connection,
      Widget,
      { namespace, name: "second" },
      (object) => object?.status?.phase === "Waiting",
    );
    await environment.client.patch(
      Widget,
      { namespace, name: "second" },
      { merge: { spec: { color: "green" } } },
    );
    await until(
      environment.connection,
      Widget,
      { namespace, name: "second" },
      (object) => object?.status?.phase === "Ready",
    );
    const child = await environment.client.get(ConfigMap, { namespace, name: "second" });
    expect(child.data?.color).toBe("green");
  });

  test("may not leave out the namespace of a cluster-scoped object's child, but owns it anywhere", async () => {
    const key = { namespace, name: "of-the-namespace" };
    const child = await until(environment.connection, ConfigMap, key, (object) => object !== undefined);
    expect(child?.data?.refused).toContain('cannot tell the namespace of the ConfigMap "of-the-namespace"');
    expect(child?.metadata.ownerReferences).toMatchObject([{ kind: "Namespace", name: namespace }]);
    const elsewhere = await environment.client.list(ConfigMap, { namespace: "default" });
    expect(elsewhere.items.map(({ metadata }) => metadata.name)).not.toContain("of-the-namespace");
  });

  test("heals a child that somebody else changed or deleted", async () => {
    await environment.client.create(Widget, widget("third", "red"));
    const key = { namespace, name: "third" };
    await until(environment.connection, ConfigMap, key, (object) => object?.data?.color === "red");
    await environment.client.patch(ConfigMap, key, { merge: { data: { color: "blue" } } });
    await until(environment.connection, ConfigMap, key, (object) => object?.data?.color === "red");
    const before = await environment.client.get(ConfigMap, key);
    await environment.client.delete(ConfigMap, key);
    const after = await until(
      environment.connection,
      ConfigMap,
      key,
      (object) => object !== undefined && object.metadata.uid !== before.metadata.uid,
    );
    expect(after?.data?.color).toBe("red");
  });

  test("finalizes before an object goes", async () => {
    await environment.client.create(Widget, widget("fourth", "red"));
    const key = { namespace, name: "fourth" };
    await until(environment.connection, Widget, key, (object) => object?.status?.phase === "Waiting");
    await environment.client.delete(Widget, key);
    await until(environment.connection, Widget, key, (object) => object === undefined);
    expect(finalized).toContain("fourth");
  });
});

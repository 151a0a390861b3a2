import { afterAll, beforeAll, expect, test } from "vitest";
import { controller, operator, resource, type Condition, type CustomResource } from "../../src/index.ts";
import { ConfigMap } from "../../src/k8s/core/v1.ts";
import { startEnvironment, until, type Environment } from "../../src/testing/index.ts";
import { installCrd } from "./install-crd.ts";
import { onBothServers } from "./servers.ts";
import { widgetCrd } from "./widget.ts";

interface Stack extends CustomResource<
  { color: string; size?: number; tags?: string[] },
  { phase?: string; conditions?: Condition<"DependentsReady">[] }
> {}

onBothServers("dependents", (server) => {
  const group = "dependents.example.com";
  const Stack = resource<Stack>({ group, version: "v1", kind: "Widget" });
  const external = new Map<string, string>();
  const deleted: string[] = [];
  let environment: Environment;
  let namespace: string;

  const stacks = controller(Stack)
    .external("bucket", {
      read: ({ object }) => external.get(object.metadata.name),
      create: ({ object }) => {
        external.set(object.metadata.name, object.spec.color);
        return object.spec.color;
      },
      delete: (_, { object }) => {
        deleted.push(`bucket of ${object.metadata.name}`);
        external.delete(object.metadata.name);
      },
    })
    .dependent("database", ConfigMap, {
      dependsOn: ["bucket"],
      desired: ({ object, observed }) => ({
        metadata: { name: `${object.metadata.name}-database` },
        data: { bucket: observed.bucket },
      }),
      // somebody else says when it is, as a workload's controller would
      ready: ({ metadata }) => metadata.annotations?.ready === "yes" || "no Pods yet",
    })
    .dependent("web", ConfigMap, {
      dependsOn: ["database"],
      desired: ({ object, observed }) => ({
        metadata: { name: `${object.metadata.name}-web` },
        data: { database: observed.database.metadata.uid },
      }),
    })
    .dependents("shards", ConfigMap, {
      active: ({ object }) => object.spec.color === "green",
      desired: ({ object }) =>
        (object.spec.tags ?? []).map((tag) => ({ metadata: { name: `${object.metadata.name}-${tag}` } })),
    })
    .reconcile(({ dependents, status }) => {
      status.set({
        phase: dependents.ready ? "Ready" : (dependents.observed.web?.metadata.name ?? "Waiting"),
      });
    })
    .finalize(({ object, dependents }) => {
      deleted.push(`finalize with ${dependents.observed.database?.metadata.name} ${object.metadata.name}`);
    });

  const stackOperator = operator({ name: "dependents-operator", controllers: [stacks] });

  beforeAll(async () => {
    namespace = await server.namespace();
    const crd = widgetCrd(group);
    const schema = crd.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.status;
    Object.assign(schema?.properties ?? {}, {
      conditions: { type: "array", items: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
    });
    await installCrd(server, crd);
    environment = await startEnvironment({ kubeconfig: server.kubeconfig() });
    environment.run(stackOperator);
  });
  afterAll(() => environment.stop());

  const at = (name: string) => ({ namespace, name });
  const create = (name: string, spec: Stack["spec"]) =>
    environment.client.create(Stack, { metadata: { name, namespace }, spec });
  const message = (object: { status?: { conditions?: readonly { message: string }[] } } | undefined) =>
    object?.status?.conditions?.[0]?.message;
  const waitFor = (name: string, test: (message: string | undefined) => boolean) =>
    until(environment.connection, Stack, at(name), (object) => test(message(object)));
  const makeReady = (name: string) =>
    environment.client.patch(ConfigMap, at(name), { merge: { metadata: { annotations: { ready: "yes" } } } });
  const namesOf = async (prefix: string) =>
    (await environment.client.list(ConfigMap, { namespace })).items
      .map(({ metadata }) => metadata.name)
      .filter((name) => name.startsWith(prefix))
      .toSorted();

  test("come one after another, and the owner's condition says what waits for what", async () => {
    await create("first", { color: "red" });
    const waiting = await waitFor("first", (text) => text !== undefined);
    expect(message(waiting)).toBe(
      "1 of 3 ready; not ready: database (no Pods yet); waiting: web (for database)",
    );
    expect(waiting?.status?.conditions?.[0]).toMatchObject({
      type: "DependentsReady",
      status: "False",
      observedGeneration: 1,
    });
    expect(await namesOf("first-")).toEqual(["first-database"]);
    const [explanation] = stackOperator.explain(Stack, at("first"));
    expect(explanation?.waitsFor).toContainEqual(expect.stringContaining("waiting: web (for database)"));
    expect(explanation?.runs.at(-1)?.causes).toMatchObject([{ event: "create", object: { name: "first" } }]);
    await makeReady("first-database");
    await waitFor("first", (text) => text === "3 of 3 ready");
    const web = await environment.client.get(ConfigMap, at("first-web"));
    const database = await environment.client.get(ConfigMap, at("first-database"));
    expect(web.data).toEqual({ database: database.metadata.uid });
    expect(database.data).toEqual({ bucket: "red" });
    expect(web.metadata.ownerReferences).toMatchObject([{ kind: "Widget", name: "first", controller: true }]);
  });

  test("a list follows what is desired; what is not active is deleted", async () => {
    await create("second", { color: "green", tags: ["a", "b", "c"] });
    await until(environment.connection, ConfigMap, at("second-c"), (object) => object !== undefined);
    const change = (spec: object) => environment.client.patch(Stack, at("second"), { merge: { spec } });
    await change({ tags: ["b"] });
    await until(environment.connection, ConfigMap, at("second-c"), (object) => object === undefined);
    await until(environment.connection, ConfigMap, at("second-a"), (object) => object === undefined);
    await change({ color: "red" });
    await until(environment.connection, ConfigMap, at("second-b"), (object) => object === undefined);
    expect(await namesOf("second-")).toEqual(["second-database"]);
  });

  test("take over nothing that others made, and leave it alone", async () => {
    const theirs = at("fourth-database");
    await environment.client.create(ConfigMap, { metadata: theirs, data: { mine: "years of work" } });
    await create("fourth", { color: "red" });
    const failed = await waitFor("fourth", (text) => text?.includes("failed: database") === true);
    expect(message(failed)).toContain(
      `ConfigMap "${namespace}/fourth-database" is there, and was not made for Widget "fourth"`,
    );
    await environment.client.delete(Stack, at("fourth"));
    await until(environment.connection, Stack, at("fourth"), (object) => object === undefined);
    const left = await environment.client.get(ConfigMap, theirs);
    expect([left.data, left.metadata.ownerReferences, left.metadata.labels]).toEqual([
      { mine: "years of work" },
      undefined,
      undefined,
    ]);
  });

  test("go in reverse order when the owner does, after its finalize, the external one last", async () => {
    await create("third", { color: "red" });
    await until(environment.connection, ConfigMap, at("third-database"), (object) => object !== undefined);
    await makeReady("third-database");
    await waitFor("third", (text) => text === "3 of 3 ready");
    // what holds the web holds all that it depends on
    const hold = (finalizers: string[]) =>
      environment.client.patch(ConfigMap, at("third-web"), { merge: { metadata: { finalizers } } });
    await hold(["example.com/hold"]);
    await environment.client.delete(Stack, at("third"));
    const held = await waitFor("third", (text) => text?.includes("removing: ") === true);
    expect(message(held)).toContain("web (ConfigMap third-web)");
    expect(message(held)).toContain("database (for web)");
    expect(await namesOf("third-")).toEqual(["third-database", "third-web"]);
    await hold([]);
    await until(environment.connection, Stack, at("third"), (object) => object === undefined);
    expect(await namesOf("third-")).toEqual([]);
    expect(deleted.filter((line) => line.endsWith("third"))).toEqual([
      "finalize with third-database third",
      "bucket of third",
    ]);
  });
});

import { beforeAll, expect, test } from "vitest";
import { onBothServers } from "./servers.ts";
import { installWidgets, widget } from "./widget.ts";

onBothServers("patches", (server) => {
  const group = "patch.example.com";
  let configMaps: string;
  let deployments: string;
  let widgets: string;
  beforeAll(async () => {
    const namespace = await server.namespace();
    configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
    deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    widgets = await installWidgets(server, group, namespace);
  });
  const applied = (name: string, data: Record<string, string>) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data,
  });
  const deployment = (name: string, containers: unknown[]) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers } },
    },
  });
  const owners = (body: {
    metadata: { managedFields?: { manager: string; operation: string; fieldsV1: unknown }[] };
  }) =>
    (body.metadata.managedFields ?? []).map(({ manager, operation, fieldsV1 }) => ({
      manager,
      operation,
      fieldsV1,
    }));

  test("a merge patch sets, adds and removes with null", async () => {
    await server.api.post(configMaps, applied("merge", { keep: "1", drop: "1" }));
    const { body } = await server.api.patch(`${configMaps}/merge`, "merge", {
      data: { drop: null, add: "2" },
    });
    expect(body.data).toEqual({ keep: "1", add: "2" });
  });

  test("a JSON patch whose test fails changes nothing", async () => {
    await server.api.post(configMaps, applied("json", { a: "1" }));
    const failed = await server.api.patch(`${configMaps}/json`, "json", [
      { op: "test", path: "/data/a", value: "2" },
      { op: "remove", path: "/data/a" },
    ]);
    expect(failed.status).toBe(422);
    const done = await server.api.patch(`${configMaps}/json`, "json", [
      { op: "replace", path: "/data/a", value: "3" },
    ]);
    expect(done.body.data).toEqual({ a: "3" });
  });

  test("a strategic merge patch merges containers by name", async () => {
    await server.api.post(
      deployments,
      deployment("merge", [
        { name: "a", image: "one" },
        { name: "b", image: "two" },
      ]),
    );
    const { body } = await server.api.patch(`${deployments}/merge`, "strategic-merge", {
      spec: { template: { spec: { containers: [{ name: "b", image: "three" }] } } },
    });
    const images = body.spec.template.spec.containers.map((c: { name: string; image: string }) => [
      c.name,
      c.image,
    ]);
    expect(Object.fromEntries(images)).toEqual({ a: "one", b: "three" });
  });

  test("a strategic merge patch of a custom resource is refused", async () => {
    await server.api.post(widgets, widget(group, "strategic"));
    const { status, body } = await server.api.patch(`${widgets}/strategic`, "strategic-merge", {
      spec: { color: "green" },
    });
    expect(status).toBe(415);
    expect(body.reason).toBe("UnsupportedMediaType");
  });

  test("apply creates, owns what it set, and changes nothing the second time", async () => {
    const first = await server.api.apply(`${configMaps}/applied`, "alice", applied("applied", { a: "1" }));
    expect(first.status).toBe(201);
    expect(owners(first.body)).toEqual([
      { manager: "alice", operation: "Apply", fieldsV1: { "f:data": { "f:a": {} } } },
    ]);
    const second = await server.api.apply(`${configMaps}/applied`, "alice", applied("applied", { a: "1" }));
    expect(second.status).toBe(200);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  });

  test("another manager's field is a conflict that names it; force takes it over", async () => {
    await server.api.apply(`${configMaps}/contested`, "alice", applied("contested", { a: "1" }));
    const refused = await server.api.apply(
      `${configMaps}/contested`,
      "bob",
      applied("contested", { a: "2" }),
    );
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      reason: "Conflict",
      message: 'Apply failed with 1 conflict: conflict with "alice": .data.a',
      details: {
        causes: [{ reason: "FieldManagerConflict", message: 'conflict with "alice"', field: ".data.a" }],
      },
    });
    const forced = await server.api.apply(
      `${configMaps}/contested`,
      "bob",
      applied("contested", { a: "2" }),
      "&force=true",
    );
    expect(forced.status).toBe(200);
    expect(forced.body.data).toEqual({ a: "2" });
    expect(owners(forced.body).map((entry) => entry.manager)).toEqual(["bob"]);
  });

  test("a field that its only owner no longer applies goes away; a shared one stays", async () => {
    await server.api.apply(`${configMaps}/shrink`, "alice", applied("shrink", { a: "1", b: "1" }));
    await server.api.apply(`${configMaps}/shrink`, "bob", applied("shrink", { b: "1" }));
    const { body } = await server.api.apply(`${configMaps}/shrink`, "alice", applied("shrink", {}));
    expect(body.data).toEqual({ b: "1" });
  });

  test("an update takes the fields it changes", async () => {
    await server.api.apply(`${configMaps}/updated`, "alice", applied("updated", { a: "1", b: "1" }));
    const { body } = await server.api.send(
      "PATCH",
      `${configMaps}/updated?fieldManager=carol`,
      { data: { b: "2" } },
      { "content-type": "application/merge-patch+json" },
    );
    expect(owners(body)).toEqual([
      { manager: "alice", operation: "Apply", fieldsV1: { "f:data": { "f:a": {} } } },
      { manager: "carol", operation: "Update", fieldsV1: { "f:data": { "f:b": {} } } },
    ]);
  });

  test("apply merges list maps by key, and owns single items", async () => {
    const ports = (...items: unknown[]) => widget(group, "ports", { color: "red", ports: items });
    await server.api.apply(`${widgets}/ports`, "alice", ports({ name: "http", port: 80 }));
    const { body, status } = await server.api.apply(`${widgets}/ports`, "bob", {
      ...ports({ name: "metrics", port: "m" }),
      spec: { ports: [{ name: "metrics", port: "m" }], color: "red" },
    });
    expect(status).toBe(200);
    expect(body.spec.ports).toEqual([
      { name: "http", port: 80 },
      { name: "metrics", port: "m" },
    ]);
    expect(owners(body).find((entry) => entry.manager === "bob")?.fieldsV1).toEqual({
      "f:spec": {
        "f:color": {},
        "f:ports": { 'k:{"name":"metrics"}': { ".": {}, "f:name": {}, "f:port": {} } },
      },
    });
  });

  test("apply without a field manager is refused", async () => {
    const { status } = await server.api.send("PATCH", `${configMaps}/anonymous`, applied("anonymous", {}), {
      "content-type": "application/apply-patch+yaml",
    });
    expect(status).toBe(422);
  });
});

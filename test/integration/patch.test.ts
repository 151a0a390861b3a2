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

  test.each<[what: string, operation: object, data: Record<string, string> | undefined]>([
    [
      "replace adds a key that is not there",
      { op: "replace", path: "/data/b", value: "2" },
      { a: "1", b: "2" },
    ],
    [
      "copy takes a key that is not there for null",
      { op: "copy", from: "/data/x", path: "/data/b" },
      { a: "1", b: "" },
    ],
    ["test takes a key that is not there for null", { op: "test", path: "/data/x", value: null }, { a: "1" }],
    ["a missing value is null", { op: "replace", path: "/data/a" }, { a: "" }],
    ["replace needs the object around a key", { op: "replace", path: "/binaryData/b", value: "" }, undefined],
    ["remove needs the key", { op: "remove", path: "/data/x" }, undefined],
    ["move needs the key", { op: "move", from: "/data/x", path: "/data/b" }, undefined],
    ["an unknown operation", { op: "frob", path: "/data/a" }, undefined],
    ["no path", { op: "add", value: "x" }, undefined],
    ["nothing is left", { op: "remove", path: "" }, undefined],
  ])("a JSON patch: %s", async (what, operation, data) => {
    const name = what.toLowerCase().replaceAll(" ", "-");
    await server.api.post(configMaps, applied(name, { a: "1" }));
    const { status, body } = await server.api.patch(`${configMaps}/${name}`, "json", [operation]);
    if (data) return expect([status, body.data]).toEqual([200, data]);
    const message = "the server rejected our request due to an error in our request";
    expect({ status, body }).toMatchObject({ status: 422, body: { reason: "Invalid", message } });
  });

  test("a JSON patch counts negative indices from the end", async () => {
    const finalizers = ["example.com/a", "example.com/b"];
    await server.api.post(configMaps, {
      ...applied("negative", {}),
      metadata: { name: "negative", finalizers },
    });
    const { body } = await server.api.patch(`${configMaps}/negative`, "json", [
      { op: "replace", path: "/metadata/finalizers/-1", value: "example.com/c" },
      { op: "add", path: "/metadata/finalizers/-1", value: "example.com/d" },
      { op: "remove", path: "/metadata/finalizers/0" },
    ]);
    expect(body.metadata.finalizers).toEqual(["example.com/c", "example.com/d"]);
    await server.api.patch(`${configMaps}/negative`, "merge", { metadata: { finalizers: null } });
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

  test.each<[field: string, value: unknown, problem: string]>([
    ["replicas", "3", "expected numeric (int or float), got string"],
    ["paused", 1, "expected boolean, got &{1}"],
    ["template", "x", "expected map, got &{x}"],
    ["odd", true, "field not declared in schema"],
  ])("apply of a Deployment with a wrong %s fails, and says why", async (field, value, problem) => {
    const { status, body } = await server.api.apply(`${deployments}/typed`, "alice", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "typed" },
      spec: { [field]: value },
    });
    expect({ status, message: body.message }).toEqual({
      status: 500,
      message: `failed to create typed patch object (/typed; apps/v1, Kind=Deployment): .spec.${field}: ${problem}`,
    });
  });

  test("apply of a custom resource with a value of the wrong type fails, and says why", async () => {
    const { status, body } = await server.api.apply(
      `${widgets}/typed`,
      "alice",
      widget(group, "typed", { color: 3 }),
    );
    expect({ status, message: body.message }).toEqual({
      status: 500,
      message: `failed to create typed patch object (/typed; ${group}/v1, Kind=Widget): .spec.color: expected string, got &value.valueUnstructured{Value:3}`,
    });
  });

  test("what nobody is known to own belongs to before-first-apply, by the endpoint that applies", async () => {
    const path = `${widgets}/adopted`;
    const status = { phase: "Old" };
    await server.api.post(widgets, widget(group, "adopted"));
    await server.api.patch(`${path}/status`, "merge", { status });
    const forget = () => server.api.patch(path, "merge", { metadata: { managedFields: [{}] } });
    const config = { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name: "adopted" } };
    const entries = (body: { metadata: { managedFields?: object[] } }) =>
      body.metadata.managedFields?.map((entry) => ({ subresource: undefined, ...entry }));
    expect((await forget()).body.metadata).not.toHaveProperty("managedFields");
    const { body } = await server.api.apply(path, "alice", {
      ...config,
      metadata: { ...config.metadata, labels: { a: "b" } },
    });
    expect(entries(body)).toMatchObject([
      { manager: "alice" },
      {
        manager: "before-first-apply",
        operation: "Update",
        subresource: undefined,
        fieldsV1: { "f:spec": { ".": {} } },
      },
    ]);
    await forget();
    const conflict = await server.api.apply(`${path}/status`, "alice", {
      ...config,
      status: { phase: "New" },
    });
    expect(conflict.status).toBe(409);
    expect(conflict.body.message).toContain(
      `conflict with "before-first-apply" with subresource "status" using ${group}/v1: .status.phase`,
    );
    const forced = await server.api.apply(
      `${path}/status`,
      "alice",
      { ...config, status: { phase: "New" } },
      "&force=true",
    );
    expect(entries(forced.body)).toMatchObject([
      { manager: "alice", operation: "Apply", subresource: "status" },
      {
        manager: "before-first-apply",
        operation: "Update",
        subresource: "status",
        fieldsV1: { "f:status": {} },
      },
    ]);
  });

  test("the structs of a built-in kind belong to nobody", async () => {
    const path = `${deployments}/structs`;
    await server.api.post(deployments, deployment("structs", [{ name: "a", image: "one" }]));
    await server.api.patch(path, "merge", { metadata: { managedFields: [{}] } });
    const { body } = await server.api.apply(path, "alice", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "structs", labels: { a: "b" } },
    });
    const before = owners(body).find(({ manager }) => manager === "before-first-apply");
    expect(before?.fieldsV1).toMatchObject({
      "f:spec": { "f:template": { "f:spec": { "f:containers": {} } } },
    });
    for (const path of [["f:spec"], ["f:spec", "f:strategy"], ["f:spec", "f:template"]]) {
      const set = path.reduce<unknown>(
        (value, key) => (value as Record<string, unknown>)[key],
        before?.fieldsV1,
      );
      expect(set).not.toHaveProperty(["."]);
    }
  });
});

import { beforeAll, expect, test } from "vitest";
import { collectionOf, installCrd } from "./install-crd.ts";
import { onBothServers } from "./servers.ts";
import { installWidgets, widget, widgetCrd } from "./widget.ts";

onBothServers("custom resources", (server) => {
  const group = "crd.example.com";
  let widgets: string;
  beforeAll(async () => {
    widgets = await installWidgets(server, group, await server.namespace());
  });

  test("defaults are filled in and unknown fields are pruned", async () => {
    const { status, body } = await server.api.post(
      widgets,
      widget(group, "defaults", {
        color: "red",
        unknown: 1,
        raw: { any: [1] },
        options: { a: null, b: "b" },
      }),
    );
    expect(status).toBe(201);
    expect(body.spec).toEqual({ color: "red", size: 3, raw: { any: [1] }, options: { b: "b" } });
    expect(body.metadata.generation).toBe(1);
  });

  test.each([
    ["a missing required field", {}, "spec.color", "FieldValueRequired", "Required value"],
    [
      "a value outside the enum",
      { color: "blue" },
      "spec.color",
      "FieldValueNotSupported",
      'Unsupported value: "blue": supported values: "red", "green"',
    ],
    [
      "a number over the maximum",
      { color: "red", size: 11 },
      "spec.size",
      "FieldValueInvalid",
      "Invalid value: 11: spec.size in body should be less than or equal to 10",
    ],
    [
      "a string for a number",
      { color: "red", size: "big" },
      "spec.size",
      "FieldValueTypeInvalid",
      'Invalid value: "string": spec.size in body must be of type integer: "string"',
    ],
    [
      "a duplicate in a set",
      { color: "red", tags: ["a", "a"] },
      "spec.tags[1]",
      "FieldValueDuplicate",
      'Duplicate value: "a"',
    ],
    [
      "a duplicate key in a list map",
      { color: "red", ports: [{ name: "a" }, { name: "a" }] },
      "spec.ports[1]",
      "FieldValueDuplicate",
      'Duplicate value: {"name":"a"}',
    ],
    [
      "a string that is too long",
      { color: "red", options: { a: "123456" } },
      "spec.options.a",
      "FieldValueTooLong",
      "Too long: may not be more than 5 bytes",
    ],
  ])("%s is refused at its path", async (_what, fields, field, reason, message) => {
    const { status, body } = await server.api.post(widgets, widget(group, "wrong", fields));
    expect(status).toBe(422);
    expect(body.reason).toBe("Invalid");
    expect(body.details.causes).toContainEqual({ reason, field, message });
  });

  test.each([
    ["no-domain", "prefer a domain-qualified finalizer name to avoid"],
    ["example.com", "prefer a domain-qualified finalizer name including a path (/) to avoid"],
    ["example.com/cleanup", undefined],
    ["orphan", undefined],
  ])("a finalizer %s comes with the warning that it deserves", async (finalizer, warning) => {
    const object = widget(group, `finalizer-${finalizer.replaceAll(/\W/g, "-")}`);
    const metadata = { ...object.metadata, finalizers: [finalizer] };
    const { status, headers } = await server.api.post(`${widgets}?dryRun=All`, { ...object, metadata });
    expect(status).toBe(201);
    if (warning === undefined) expect(headers.warning).toBeUndefined();
    else expect(headers.warning).toContain(`metadata.finalizers: \\"${finalizer}\\": ${warning}`);
  });

  test("formats that are ignored come with a warning, when a definition brings them", async () => {
    const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const formatted = (type: "integer" | "string" | "number", format: string) => {
      const crd = widgetCrd("formats.example.com", {
        properties: { color: { type, format } },
        "x-kubernetes-validations": [],
      });
      return server.api.post(`${crds}?dryRun=All`, crd);
    };
    expect((await formatted("string", "int64")).headers.warning).toBe(
      '299 - "unrecognized format \\"int64\\""',
    );
    expect((await formatted("integer", "uint16")).headers.warning).toBe(
      '299 - "unrecognized format \\"uint16\\""',
    );
    for (const [type, format] of [
      ["string", "date-time"],
      ["string", "k8s-short-name"],
      ["integer", "int64"],
      ["number", "double"],
    ] as const)
      expect((await formatted(type, format)).headers.warning, format).toBeUndefined();
  });

  test("what the storage version does not know is lost", async () => {
    const crd = widgetCrd("moved.example.com");
    const old = structuredClone(crd.spec.versions[0]);
    const spec = old?.schema?.openAPIV3Schema?.properties?.["spec"];
    if (!old || !spec?.properties) throw new Error("a widget has a spec");
    spec.properties["shade"] = { type: "string" };
    crd.spec.versions.push({ ...old, name: "v0", storage: false });
    await installCrd(server, crd);
    const object = widget("moved.example.com", "old", { color: "red", shade: "dark" });
    for (const query of ["?dryRun=All", ""]) {
      const { status, body } = await server.api.post(
        `${collectionOf(crd, "v0", await server.namespace())}${query}`,
        { ...object, apiVersion: "moved.example.com/v0" },
      );
      expect(status === 201 ? 201 : body).toBe(201);
      expect(body.apiVersion).toBe("moved.example.com/v0");
      expect(body.spec).toEqual({ color: "red", size: 3 });
    }
  });

  test("a deprecated version names its successor; a status has its default before anything is stored", async () => {
    const crd = widgetCrd("aged.example.com");
    const [version] = crd.spec.versions;
    const properties = version?.schema?.openAPIV3Schema?.properties;
    if (!version || !properties) throw new Error("a widget has a schema");
    properties["status"] = {
      type: "object",
      default: { phase: "New" },
      properties: { phase: { type: "string" } },
    };
    crd.spec.versions.push({ ...version, name: "v1beta1", storage: false, deprecated: true });
    await installCrd(server, crd);
    const old = collectionOf(crd, "v1beta1", await server.namespace());
    const object = { ...widget("aged.example.com", "old"), apiVersion: "aged.example.com/v1beta1" };
    for (const query of ["?dryRun=All", ""]) {
      const { status, body, headers } = await server.api.post(`${old}${query}`, object);
      expect(status === 201 ? 201 : body).toBe(201);
      expect(body.status).toEqual({ phase: "New" });
      expect(headers.warning).toBe(
        '299 - "aged.example.com/v1beta1 Widget is deprecated; use aged.example.com/v1 Widget"',
      );
    }
  });

  test("the status is written by a request of its own", async () => {
    const { body: created } = await server.api.post(widgets, {
      ...widget(group, "status"),
      status: { phase: "ignored" },
    });
    expect(created.status).toBeUndefined();
    const { status, body } = await server.api.put(`${widgets}/status/status`, {
      ...created,
      spec: { color: "green" },
      status: { phase: "Ready" },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      spec: { color: "red" },
      status: { phase: "Ready" },
      metadata: { generation: 1 },
    });
    const { body: changed } = await server.api.patch(`${widgets}/status`, "merge", {
      spec: { color: "green" },
      status: { phase: "x" },
    });
    expect(changed).toMatchObject({
      spec: { color: "green" },
      status: { phase: "Ready" },
      metadata: { generation: 2 },
    });
  });

  test("scale reads and writes the replicas", async () => {
    await server.api.post(widgets, widget(group, "scaled", { color: "red", size: 2 }));
    const { body } = await server.api.get(`${widgets}/scaled/scale`);
    expect(body).toMatchObject({
      apiVersion: "autoscaling/v1",
      kind: "Scale",
      spec: { replicas: 2 },
      status: { replicas: 0 },
    });
    const scaled = await server.api.put(`${widgets}/scaled/scale`, { ...body, spec: { replicas: 5 } });
    expect(scaled.status).toBe(200);
    expect((await server.api.get(`${widgets}/scaled`)).body.spec.size).toBe(5);
  });

  test("a table has the printer columns", async () => {
    await server.api.post(widgets, widget(group, "columns", { color: "green" }));
    const { body } = await server.api.get(`${widgets}/columns`, {
      accept: "application/json;as=Table;v=v1;g=meta.k8s.io",
    });
    expect(body.columnDefinitions.map((column: { name: string }) => column.name)).toEqual(["Name", "Color"]);
    expect(body.rows[0].cells).toEqual(["columns", "green"]);
  });

  test("rules are evaluated, with the old value where they ask for it", async () => {
    const { body } = await server.api.post(widgets, widget(group, "ruled", { color: "red", size: 4 }));
    expect(body.spec.size).toBe(4);
    const grown = await server.api.patch(`${widgets}/ruled`, "merge", { spec: { size: 5 } });
    expect(grown.status).toBe(200);
    const shrunk = await server.api.patch(`${widgets}/ruled`, "merge", { spec: { size: 3 } });
    expect(shrunk.status).toBe(422);
    expect(shrunk.body.details.causes).toEqual([
      { reason: "FieldValueInvalid", field: "spec.size", message: "Invalid value: 3: may not shrink" },
    ]);
    const odd = await server.api.post(widgets, widget(group, "odd", { color: "red", tags: ["no-color"] }));
    expect(odd.body.details.causes).toEqual([
      {
        reason: "FieldValueInvalid",
        field: "spec",
        message: "Invalid value: no tag may contradict the color",
      },
    ]);
  });

  test("a schema that is not structural is refused", async () => {
    const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const crd = widgetCrd("wrong.example.com", { properties: { color: { enum: ["red"] } } });
    const { status, body } = await server.api.post(crds, crd);
    expect(status).toBe(422);
    expect(body.details.causes[0].field).toContain(
      "spec.validation.openAPIV3Schema.properties[spec].properties[color].type",
    );
  });

  test("schemas that differ between versions are refused each at its place", async () => {
    const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const crd = widgetCrd("wrong.example.com");
    const [version] = crd.spec.versions;
    const versions = ["a", "b"].map((field, index) => ({
      ...version,
      name: `v${index + 1}`,
      storage: index === 0,
      schema: { openAPIV3Schema: { type: "object", properties: { [field]: {} } } },
      subresources: { scale: { specReplicasPath: ".x", statusReplicasPath: ".status.x" } },
    }));
    const { status, body } = await server.api.post(crds, { ...crd, spec: { ...crd.spec, versions } });
    expect(status).toBe(422);
    expect(body.details.causes.map((cause: { field: string }) => cause.field)).toEqual([
      "spec.versions[0].schema.openAPIV3Schema.properties[a].type",
      "spec.versions[1].schema.openAPIV3Schema.properties[b].type",
      "spec.subresources.scale.specReplicasPath",
    ]);
  });

  test("a deleted CRD takes its objects along and is no longer served", async () => {
    const other = "gone.example.com";
    const path = await installWidgets(server, other, await server.namespace());
    await server.api.post(path, widget(other, "left"));
    const watch = await server.api.watch(`${path}?watch=true`);
    expect((await watch.next()).type).toBe("ADDED");
    await server.api.delete(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${other}`);
    for (let event = await watch.next(); event.type !== "DELETED";) event = await watch.next();
    watch.close();
    for (let answer = await server.api.get(path); answer.status !== 404;) answer = await server.api.get(path);
  });
});

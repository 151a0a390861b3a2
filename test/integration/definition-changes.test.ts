import { expect, test } from "vitest";
import type { CrdVersion, CustomResourceDefinition } from "../../src/kube/crd.ts";
import { addVersion, edited, other, refusedEdits, type Edit } from "../helpers/definition-changes.ts";
import { onBothServers } from "./servers.ts";

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const change = (version: Partial<CrdVersion>): Edit => {
  return (crd) => void Object.assign(crd.spec.versions[0] ?? {}, version);
};

/** The real server serves a definition a moment after it has taken it, and may hang up while it changes over; what never holds ends with the test's time. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false)));
}

let counter = 0;

onBothServers("changes of a definition do what crd diff says", (server) => {
  /** Makes a definition in a group of its own, with an object in it, and returns what changes it. */
  async function install(edits: Edit[], object: object = { spec: { size: 5, free: -1 } }) {
    const group = `definition${counter++}.example.com`;
    const make = (more: Edit[]): CustomResourceDefinition => {
      const crd = edited(more);
      return { ...crd, metadata: { name: `widgets.${group}` }, spec: { ...crd.spec, group } };
    };
    const made = await server.api.post(crds, make(edits));
    expect(made.status === 201 ? 201 : made.body).toBe(201);
    const namespace = await server.namespace();
    const path = (version = "v1") => `/apis/${group}/${version}/namespaces/${namespace}/widgets`;
    await until(async () => (await server.api.get(path())).status === 200);
    const one = { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name: "one" }, ...object };
    expect(await server.api.post(path(), one)).toMatchObject({ status: 201 });
    return {
      path,
      async update(more: Edit[]) {
        const { body } = await server.api.get(`${crds}/widgets.${group}`);
        return server.api.put(`${crds}/widgets.${group}`, { ...body, spec: make(more).spec });
      },
    };
  }

  test.each<[string, Edit]>([
    ["scope-changed", (crd) => void (crd.spec.scope = "Cluster")],
    ["kind-changed", (crd) => void (crd.spec.names.kind = "Gadget")],
    ["plural-changed", (crd) => void (crd.spec.names.plural = "gadgets")],
    ["preserve-unknown-fields-changed", (crd) => void (crd.spec.preserveUnknownFields = true)],
  ])("%s: the server refuses it", async (_rule, edit) => {
    const { update } = await install([]);
    expect(await update([edit])).toMatchObject({ status: 422 });
  });

  test.each(Object.entries(refusedEdits))(
    "definition-refused (%s): the server refuses it",
    async (_name, edits) => {
      const { update } = await install([]);
      expect(await update(edits)).toMatchObject({ status: 422 });
    },
  );

  test("stored-version-removed: the server refuses it", async () => {
    const { update } = await install([addVersion("v2")]);
    const without: Edit = (crd) => {
      crd.spec.versions = crd.spec.versions.filter(({ name }) => name === "v2");
      Object.assign(crd.spec.versions[0] ?? {}, { storage: true });
    };
    const { status, body } = await update([addVersion("v2"), without]);
    expect(status).toBe(422);
    expect(body.message).toContain("status.storedVersions");
  });

  test("version-removed and version-unserved: clients get 404", async () => {
    const { update, path } = await install([addVersion("v2"), addVersion("v3")]);
    expect(await update([addVersion("v2", { served: false })])).toMatchObject({ status: 200 });
    await until(async () => (await server.api.get(path("v2"))).status === 404);
    await until(async () => (await server.api.get(path("v3"))).status === 404);
    expect(await server.api.get(`${path()}/one`)).toMatchObject({ status: 200 });
  });

  test("lost-in-conversion: what the other version has not is not there", async () => {
    const { update, path } = await install([]);
    expect(await update([addVersion("v2", {}, other)])).toMatchObject({ status: 200 });
    await until(async () => (await server.api.get(`${path("v2")}/one`)).status === 200);
    expect((await server.api.get(`${path("v2")}/one`)).body.spec).toEqual({});
    const written = { spec: { count: 7 } };
    expect((await server.api.patch(`${path("v2")}/one`, "merge", written)).body.spec).toEqual({});
    expect((await server.api.get(`${path()}/one`)).body.spec).toEqual({});
  });

  test("lost-in-conversion: when another version is stored, what it has not is lost at the next write", async () => {
    const { update, path } = await install([addVersion("v2", {}, other)]);
    expect((await server.api.get(`${path()}/one`)).body.spec).toEqual({ size: 5, free: -1 });
    const moved = [addVersion("v2", { storage: true }, other), change({ storage: false })];
    expect(await update(moved)).toMatchObject({ status: 200 });
    const write = async () => {
      const label = { metadata: { labels: { a: String(counter++) } } };
      return (await server.api.patch(`${path()}/one`, "merge", label)).body.spec;
    };
    await until(async () => !("size" in (await write())));
    expect((await server.api.get(`${path()}/one`)).body.spec).toEqual({});
  });

  test("selectable-field-removed: requests that select by it are refused", async () => {
    const { update, path } = await install([change({ selectableFields: [{ jsonPath: ".spec.size" }] })]);
    const select = async () => (await server.api.get(`${path()}?fieldSelector=spec.size%3D5`)).status;
    expect(await select()).toBe(200);
    await update([]);
    await until(async () => (await select()) === 400);
  });

  test("status-subresource-added: writes by way of the object are ignored; removed: 404", async () => {
    const { update, path } = await install([]);
    await update([change({ subresources: { status: {} } })]);
    await until(async () => (await server.api.get(`${path()}/one/status`)).status === 200);
    const status: Edit = (crd) => {
      const schema = crd.spec.versions[0]?.schema?.openAPIV3Schema;
      Object.assign(schema?.properties ?? {}, {
        status: { type: "object", properties: { a: { type: "string" } } },
      });
    };
    await update([change({ subresources: { status: {} } }), status]);
    const write = () => server.api.patch(`${path()}/one/status`, "merge", { status: { a: "b" } });
    await until(async () => (await write()).body.status?.a === "b");
    const ignored = await server.api.patch(`${path()}/one`, "merge", { status: { a: "c" } });
    expect(ignored).toMatchObject({ status: 200, body: { status: { a: "b" } } });
    await update([status]);
    await until(async () => (await server.api.get(`${path()}/one/status`)).status === 404);
  });

  test("scale-subresource-added: a number that it cannot have is refused at any write", async () => {
    const { update, path } = await install([]);
    const scale = { specReplicasPath: ".spec.free", statusReplicasPath: ".status.free" };
    await update([change({ subresources: { scale } })]);
    const label = { metadata: { labels: { a: String(counter) } } };
    await until(async () => (await server.api.get(`${path()}/one/scale`)).status !== 404);
    await until(async () => (await server.api.patch(`${path()}/one`, "merge", label)).status === 422);
  });
});

import { beforeAll, expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import { specOf } from "../helpers/definition.ts";
import { schemaChanges, type Proof, type SchemaChange } from "../helpers/schema-changes.ts";
import { onBothServers, type TestServer } from "./servers.ts";

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const group = "changes.example.com";

/** Every change as a part of one spec: `c12.p` changes, and `c12.note` stands beside it. */
function definition(side: "old" | "now", changes: readonly SchemaChange[]): CustomResourceDefinition {
  const parts = changes.map((change) => [keyOf(change), specOf(change, side)] as const);
  // what is read with the default of `now` is read by the new schema
  const marker = { [side]: { type: "boolean" as const, default: true } };
  const schema = {
    type: "object" as const,
    properties: { ...marker, spec: { type: "object" as const, properties: Object.fromEntries(parts) } },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}

const keyOf = (change: SchemaChange) => `c${schemaChanges.indexOf(change)}`;
const isRefused = ({ proof }: SchemaChange) => proof.kind === "definition-refused";

function objectOf(change: SchemaChange, name = keyOf(change)) {
  const part = { note: "first", ...("stored" in change ? { p: change.stored } : {}) };
  return { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name }, spec: { [keyOf(change)]: part } };
}

/** The real server serves a definition a moment after it has taken it, and may hang up while it changes over. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false)));
}

onBothServers("changes of a schema do to stored objects what crd diff says", (server) => {
  const taken = schemaChanges.filter((change) => !isRefused(change));
  let widgets: string;

  beforeAll(async () => {
    widgets = `/apis/${group}/v1/namespaces/${await server.namespace()}/widgets`;
    const { status, body } = await server.api.post(crds, definition("old", taken));
    expect(status === 201 ? 201 : body).toBe(201);
    await until(async () => (await server.api.get(widgets)).status === 200);
    for (const change of taken) {
      const answer = await server.api.post(widgets, objectOf(change));
      expect(answer.status === 201 ? 201 : [change.name, answer.body]).toBe(201);
    }
    const answer = await server.api.patch(`${crds}/widgets.${group}`, "merge", {
      spec: { versions: definition("now", taken).spec.versions },
    });
    expect(answer.status === 200 ? 200 : answer.body).toBe(200);
    await until(async () => (await server.api.get(`${widgets}/c0`)).body.now === true);
  });

  test.each(schemaChanges)("$name ($class)", async (change) => {
    await prove(change.proof, { server, widgets, change });
  });
});

interface Evidence {
  readonly server: TestServer;
  readonly widgets: string;
  readonly change: SchemaChange;
}

async function prove(proof: Proof, evidence: Evidence): Promise<void> {
  const { server, widgets, change } = evidence;
  const key = keyOf(change);
  const path = `${widgets}/${key}`;
  const read = async () => (await server.api.get(path)).body.spec[key].p as unknown;
  const patch = (part: object) => server.api.patch(path, "merge", { spec: { [key]: part } });
  const make = () => server.api.post(widgets, objectOf(change, `${key}-again`));
  switch (proof.kind) {
    case "survives":
      expect(await read()).toEqual(change.stored);
      expect(await patch({ note: "second" })).toMatchObject({ status: 200 });
      expect(await make()).toMatchObject({ status: 201 });
      return;
    case "ratchets":
      expect(await patch({ note: "second" })).toMatchObject({ status: 200 });
      if (proof.other !== undefined) expect(await patch({ p: proof.other })).toMatchObject({ status: 422 });
      expect(await make()).toMatchObject({ status: 422 });
      return;
    case "reads":
      expect(await read()).toEqual(proof.value);
      expect(await patch({ note: "second" })).toMatchObject({ status: 200 });
      return;
    case "refused":
      expect(await patch({ note: "second" })).toMatchObject({ status: 422 });
      return;
    case "refused-inside":
      expect(await patch({ note: "second" })).toMatchObject({ status: 200 });
      expect(await patch({ p: proof.patch })).toMatchObject({ status: 422 });
      return;
    case "apply-fails": {
      const { metadata, spec, ...type } = objectOf(change);
      const applied = { ...type, metadata, spec: { [key]: { note: spec[key]?.note } } };
      const { status } = await server.api.apply(path, "test", applied, "&force=true");
      expect(status).toBeGreaterThanOrEqual(400);
      return;
    }
    case "refuses":
      expect(await patch({ p: proof.value })).toMatchObject({ status: 422 });
      return;
    case "makes": {
      const { status, body } = await make();
      expect(status).toBe(201);
      expect(body.spec[key].p).toEqual(proof.value);
      return;
    }
    case "definition-refused": {
      const name = `alone${key}.${group}`;
      const alone = (side: "old" | "now") => {
        const crd = definition(side, [change]);
        return {
          ...crd,
          metadata: { name },
          spec: { ...crd.spec, names: { plural: `alone${key}`, kind: `Alone${key}` } },
        };
      };
      expect(await server.api.post(crds, alone("old"))).toMatchObject({ status: 201 });
      expect(await server.api.patch(`${crds}/${name}`, "merge", alone("now"))).toMatchObject({ status: 422 });
    }
  }
}

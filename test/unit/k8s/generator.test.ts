import { expect, test } from "vitest";
import type { GoShape } from "../../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../../src/kube/schema/json-schema.ts";
import { mergeComponents } from "../../../tools/generate-k8s/merge-components.ts";
import { planFiles } from "../../../tools/generate-k8s/plan-files.ts";
import type { ServerDescription } from "../../../tools/generate-k8s/read-server.ts";
import { simplifySchema } from "../../../tools/generate-k8s/simplify-schema.ts";
import { typeText } from "../../../tools/generate-k8s/type-text.ts";

const ref = (component: string): JsonSchema => ({ $ref: `#/components/schemas/${component}` });
const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";

function kind(group: string, name: string, properties: Record<string, JsonSchema>): JsonSchema {
  return {
    type: "object",
    "x-kubernetes-group-version-kind": [{ group, version: "v1", kind: name }],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: ref(`${meta}.ObjectMeta`),
      ...properties,
    },
  };
}

/** For a server whose Go types are not looked at. */
const noShapes = () => new Map<string, GoShape>();

/** A server with one resource whose kind has the given fields, beside a group "other" with a type "Part". */
function server(
  properties: Record<string, JsonSchema>,
  more: Record<string, JsonSchema> = {},
): ServerDescription {
  return {
    version: "v1.99.0",
    groups: [
      {
        metadata: { name: "shop.example.com" },
        versions: [
          {
            version: "v1",
            resources: [
              {
                resource: "things",
                singularResource: "thing",
                responseKind: { group: "", version: "", kind: "Thing" },
                scope: "Cluster",
                verbs: ["get"],
              },
            ],
          },
        ],
      },
    ],
    policy: {},
    documents: [
      {
        "io.k8s.api.shop.v1.Thing": kind("shop.example.com", "Thing", properties),
        "io.k8s.api.other.v1.Other": kind("other", "Other", {}),
        "io.k8s.api.other.v1.Part": {
          type: "object",
          properties: { size: { type: "integer", format: "int32" } },
        },
        "io.k8s.api.other.v1.Unused": { type: "object" },
        ...more,
      },
    ],
  };
}

test("a module has the kind, its handle, and what it takes from elsewhere", () => {
  const files = planFiles(
    server({
      part: { allOf: [ref("io.k8s.api.other.v1.Part")], default: {} },
      created: ref(`${meta}.Time`),
      state: { type: "string", enum: ["On", "Off"] },
      "x-odd": { type: "array", items: { type: "string", enum: ["a", "b"] } },
    }),
    noShapes,
  );
  expect(files.get("shop.example.com/v1.ts"))
    .toBe(`// Generated from the OpenAPI of Kubernetes v1.99.0 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Time } from "../../kube/scalar.ts";
import type { Part } from "../other/v1.ts";

export interface Thing extends KubernetesObject {
  part?: Part;
  created?: Time;
  state?: "On" | "Off";
  "x-odd"?: ("a" | "b")[];
}

export const Thing: Resource<Thing> = /* @__PURE__ */ Object.freeze({
  group: "shop.example.com",
  version: "v1",
  kind: "Thing",
  plural: "things",
  scope: "Cluster",
  apiVersion: "shop.example.com/v1",
});
`);
  expect(files.get("other/v1.ts")).toContain("export interface Part {\n  size?: Int32;\n}");
});

test("types that nothing refers to are there too, and lists with their own metadata", () => {
  const list: JsonSchema = {
    type: "object",
    required: ["items"],
    "x-kubernetes-group-version-kind": [{ group: "shop.example.com", version: "v1", kind: "ThingList" }],
    properties: {
      items: { type: "array", items: ref("io.k8s.api.shop.v1.Thing") },
      kind: { type: "string" },
      metadata: ref(`${meta}.ListMeta`),
    },
  };
  const files = planFiles(
    server({}, { "io.k8s.api.shop.v1.ThingList": list, [`${meta}.ListMeta`]: { type: "object" } }),
    noShapes,
  );
  expect(files.get("other/v1.ts")).toContain("export type Unused = Record<string, never>;\n");
  expect(files.get("shop.example.com/v1.ts")).toContain(
    "export interface ThingList {\n  items: Thing[];\n  kind?: string;\n  metadata?: ListMeta;\n}\n",
  );
});

test("what is written by hand is exported from the module of its group, scalars of no group are not", () => {
  const files = planFiles(
    server(
      {},
      {
        [`${meta}.ObjectMeta`]: { type: "object" },
        [`${meta}.FieldsV1`]: { type: "object" },
        [`${meta}.Patch`]: { type: "object" },
        "io.k8s.apimachinery.pkg.version.Info": { type: "object" },
      },
    ),
    noShapes,
  );
  expect(files.get("meta/v1.ts"))
    .toBe(`// Generated from the OpenAPI of Kubernetes v1.99.0 by tools/generate-k8s. Do not edit.

export type FieldsV1 = Record<string, unknown>;

export type { ObjectMeta } from "../../kube/object.ts";

export type Patch = Record<string, unknown> | unknown[];
`);
  expect([...files.keys()].filter((path) => path.endsWith(".ts"))).toEqual([
    "meta/v1.ts",
    "other/v1.ts",
    "shop.example.com/v1.ts",
  ]);
});

test("a union says what goes with what", () => {
  const union = (discriminator?: string): JsonSchema => ({
    type: "object",
    properties: { kind: { type: "string" }, user: { type: "string" } },
    "x-kubernetes-unions": [
      {
        ...(discriminator ? { discriminator } : {}),
        "fields-to-discriminateBy": { user: "User", bot: "Bot" },
      },
    ],
  });
  const text = planFiles(
    server({}, { "io.k8s.api.shop.v1.Who": union("kind"), "io.k8s.api.shop.v1.What": union() }),
    noShapes,
  ).get("shop.example.com/v1.ts");
  expect(text).toContain(
    "/** A union. `kind` says which of these is set, if any: `user`, `bot`. */\nexport interface Who {\n",
  );
  expect(text).toContain(
    "/** A union. Exactly one of these is set: `user`, `bot`. */\nexport interface What {\n",
  );
});

test("a zero that Go writes anyway is no default of an optional field, one that a marker set is", () => {
  const files = planFiles(
    server({
      written: { type: "integer", default: 0 },
      left: { type: "string", default: "" },
      pointer: { type: "boolean", default: false },
      mode: { type: "string", default: "On" },
    }),
    () =>
      new Map([
        [
          "io.k8s.api.shop.v1.Thing",
          { always: { written: 0, pointer: null, mode: "" }, pointers: ["pointer"] },
        ],
      ]),
  );
  const components = JSON.parse(files.get("openapi/components.json") ?? "") as Record<string, JsonSchema>;
  expect(components["io.k8s.api.shop.v1.Thing"]?.properties).toMatchObject({
    written: { type: "integer" },
    left: { default: "" },
    pointer: { default: false },
    mode: { default: "On" },
  });
  expect(components["io.k8s.api.shop.v1.Thing"]?.properties?.["written"]).not.toHaveProperty("default");
});

test("two types of one name in one module are told apart", () => {
  const more = {
    "io.k8s.api.shop.v1.Part": { type: "object", properties: { own: { type: "boolean" } } } as JsonSchema,
  };
  const files = planFiles(
    server({ mine: ref("io.k8s.api.shop.v1.Part"), theirs: ref("io.k8s.api.other.v1.Part") }, more),
    noShapes,
  );
  const text = files.get("shop.example.com/v1.ts") ?? "";
  expect(text).toContain('import type { Part as OtherV1Part } from "../other/v1.ts";');
  expect(text).toContain("  mine?: Part;\n  theirs?: OtherV1Part;\n");
});

test("the order in which the server tells does not change a byte", () => {
  const description = server({ a: { type: "string" } });
  const [document = {}] = description.documents;
  const reversed = Object.fromEntries(Object.entries(document).reverse());
  expect(planFiles({ ...description, documents: [reversed, document] }, noShapes)).toEqual(
    planFiles(description, noShapes),
  );
});

test("a resource whose kind has no schema stops the generator", () => {
  expect(() => planFiles({ ...server({}), documents: [] }, noShapes)).toThrow(
    "things: not exactly one component is Thing",
  );
});

test("a form that nobody thought of stops the generator", () => {
  expect(() =>
    planFiles(server({ odd: { oneOf: [{ type: "string" }, { type: "number" }] } }), noShapes),
  ).toThrow("cannot write a type for");
});

test.each<[JsonSchema, string]>([
  [{ type: "integer", format: "int64" }, "Int64"],
  [{ type: "integer" }, "Integer"],
  [{ type: "number", format: "double" }, "Double"],
  [{ type: "string", format: "byte" }, "Base64"],
  [{ type: "boolean" }, "boolean"],
  [
    { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
    "Record<string, string[]>",
  ],
  [{ type: "object" }, "Record<string, unknown>"],
])("%j is %s", (schema, text) => {
  expect(typeText(schema, { component: (name) => name, scalar: (name) => name })).toBe(text);
});

test("descriptions and defaults that are Go's zero values go, all else stays", () => {
  const simple = simplifySchema({
    description: "prose",
    type: "object",
    required: ["name"],
    properties: {
      name: { type: "string", default: "", description: "prose" },
      description: { type: "string" },
      protocol: { type: "string", default: "TCP" },
      optional: { type: "string", default: "" },
      counts: { type: "array", items: { type: "integer", default: 0 }, "x-kubernetes-list-type": "set" },
      struct: { default: {}, allOf: [ref("a.b.v1.C")] },
      claim: { allOf: [ref("a.b.v1.C")], "x-kubernetes-map-type": "granular" },
    },
  });
  expect(simple).toEqual({
    type: "object",
    required: ["name"],
    properties: {
      name: { type: "string" },
      description: { type: "string" },
      protocol: { type: "string", default: "TCP" },
      optional: { type: "string", default: "" },
      counts: { type: "array", items: { type: "integer" }, "x-kubernetes-list-type": "set" },
      struct: ref("a.b.v1.C"),
      claim: { allOf: [ref("a.b.v1.C")], "x-kubernetes-map-type": "granular" },
    },
  });
});

test("documents that differ only in the kinds they list are joined, any other difference is an error", () => {
  const options = (group: string): JsonSchema => ({
    type: "object",
    "x-kubernetes-group-version-kind": [{ group, version: "v1", kind: "DeleteOptions" }],
  });
  const merged = mergeComponents([{ D: options("b") }, { D: options("a") }, { D: options("b") }]);
  expect(merged.get("D")?.["x-kubernetes-group-version-kind"]?.map(({ group }) => group)).toEqual(["a", "b"]);
  expect(() => mergeComponents([{ D: { type: "object" } }, { D: { type: "string" } }])).toThrow(
    "two documents differ about D",
  );
});

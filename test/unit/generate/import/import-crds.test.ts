import type { DiagnosticError } from "../../../../src/base/diagnostic.ts";
import { readCrds } from "../../../../src/generate/import/read-crds.ts";
import { expect, test } from "vitest";
import { importCrds } from "../../../../src/generate/import/import-crds.ts";
import { importKind } from "../../../../src/generate/import/import-kind.ts";
import { verifyImport } from "../../../../src/generate/import/verify-import.ts";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { crdOf, sourcesOf } from "./round-trip.ts";

const builtIns = readBuiltInSchemas();

test("one group goes into folders of versions, several into folders of groups", async () => {
  const one = crdOf({ type: "object" });
  const other = crdOf({ type: "object" }, { names: { kind: "HTTPThing", plural: "httpthings" } });
  expect(Object.keys(await sourcesOf(one, other))).toEqual(["v1/thing.ts", "v1/http-thing.ts"]);
  other.spec.group = "other.example.com";
  expect(Object.keys(await sourcesOf(one, other))).toEqual([
    "example.com/v1/thing.ts",
    "other.example.com/v1/http-thing.ts",
  ]);
});

test("the same definition twice is one, two that differ are refused", async () => {
  const one = crdOf({ type: "object" });
  expect(Object.keys(await sourcesOf(one, crdOf({ type: "object" })))).toEqual(["v1/thing.ts"]);
  await expect(
    importCrds([one, crdOf({ type: "object", minProperties: 1 })], { builtIns }),
  ).rejects.toMatchObject({
    code: "CRD_INVALID",
  });
});

test("types that versions share stand once, beside them", async () => {
  const spec = {
    type: "object",
    properties: { a: { type: "object", properties: { b: { type: "string" } } } },
  } as const;
  const crd = crdOf(structuredClone(spec));
  const [v1] = crd.spec.versions;
  if (!v1) throw new Error("no version");
  crd.spec.versions.push({ ...structuredClone(v1), name: "v2", storage: false });
  const sources = await sourcesOf(crd);
  expect(sources["shared/thing.ts"]).toBe(
    "export interface ThingSpec {\n  a?: A;\n}\n\nexport interface A {\n  b?: string;\n}\n",
  );
  expect(sources["v2/thing.ts"]).toContain('import type { ThingSpec } from "../shared/thing.ts";\n');
  expect(sources["v2/thing.ts"]).not.toContain("interface ThingSpec");
});

test("what no tag can say is written letter for letter, and only that", async () => {
  const rule = { rule: "self.size() > 1" };
  const source = (
    await sourcesOf(
      crdOf({
        type: "object",
        properties: {
          twice: { type: "string", "x-kubernetes-validations": [rule, rule] },
          plain: { type: "string" },
        },
      }),
    )
  )["v1/thing.ts"];
  expect(source).toContain("  plain?: string;\n");
  expect(source).toMatch(/@schema \{.*"x-kubernetes-validations":\[.*\].*\}/);
});

test("a definition that every API server refuses is refused with its name and the path of what is wrong", async () => {
  await expect(
    importCrds([crdOf({ type: "object", properties: { a: {} } })], { builtIns }),
  ).rejects.toMatchObject({
    code: "DIAGNOSTICS",
    message: expect.stringMatching(
      /^cannot import what an API server would refuse:\nerror: "things.example.com": spec\.versions\[0\]\.schema\.openAPIV3Schema\.\S*properties\[a\]\.type: Required value/,
    ) as string,
  });
});

/** Imports a text of YAML or JSON. */
function importText(text: string) {
  const { crds, origins } = readCrds(text, "things.yaml");
  return importCrds(crds, { builtIns, origins });
}

/** A definition with one property, as the second in a list. */
const listed = (property: string) => `kind: ConfigMap
---
kind: List
items:
  - kind: Service
  - apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    spec:
      group: example.com
      names: {kind: Thing, plural: things}
      scope: Cluster
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                ${property}
`;

test.each([
  [
    "a: {type: string, default: 3}",
    20,
    /default: Invalid value: "integer": default in body must be of type string/,
  ],
  ['a: {type: object, x-kubernetes-validations: [{rule: "self.x > 1"}]}', 20, /undefined field 'x'/],
  [
    "a: {type: array, items: {type: string, nullable: true}, x-kubernetes-list-type: set}",
    20,
    /items\.nullable: \S/,
  ],
])("what is refused has its line in the file that was read: %s", async (property, line, message) => {
  const error = (await importText(listed(property)).catch((thrown: unknown) => thrown)) as DiagnosticError;
  expect(error.diagnostics[0]).toMatchObject({ severity: "error", file: "things.yaml", line });
  expect(error.diagnostics[0]?.message).toMatch(/^"things\.example\.com": /);
  expect(error.diagnostics[0]?.message).toMatch(message);
});

test.each([
  "a: {type: integer, enum: [9007199254740993]}",
  "a: {type: integer, format: int64, default: 9223372036854775807}",
  "a: {type: object, default: {minimum: -9007199254740993}, x-kubernetes-preserve-unknown-fields: true}",
  "a: {type: integer, example: 9223372036854775806}",
])("a whole number that no double holds is refused: %s", async (property) => {
  const error = (await importText(listed(property)).catch((thrown: unknown) => thrown)) as DiagnosticError;
  expect(error.diagnostics[0]).toMatchObject({ code: "IMPORT_LOSSY", file: "things.yaml", line: 20 });
  expect(error.diagnostics[0]?.message).toMatch(
    /^"things\.example\.com": spec\.versions\[0\]\.schema\.openAPIV3Schema\.properties\[a\]\.\S+: -?9\d{15,18} would become .*9007199254740991/,
  );
});

test.each([
  "a: {type: integer, enum: [9007199254740992, 9007199254740991]}",
  "minimum: {type: integer, minimum: -9223372036854775808, maximum: 9223372036854775807}",
  'a: {type: string, default: "9007199254740993"}',
])("bounds, and whole numbers that are written back as they were, are taken: %s", async (property) => {
  await expect(importText(listed(property))).resolves.toHaveLength(1);
});

test("a difference is found with its place and the schema around it, in one too large for kubectl's own apply, too", async () => {
  const inner: JsonSchema = { type: "string", minLength: 1, description: "word ".repeat(60_000).trim() };
  const crd = crdOf({ type: "object", properties: { list: { type: "array", items: inner } } });
  const [file] = await importCrds([crd], { builtIns });
  if (!file) throw new Error("no file was written");
  const changed = { ...file, text: file.text.replace("minLength 1", "minLength 2") };
  expect(await verifyImport([crd], [changed])).toMatchObject({
    differences: [
      {
        name: "things.example.com",
        path: "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.list.items.minLength",
        schema: inner,
      },
    ],
  });
  expect((await verifyImport([crd], [file])).differences).toEqual([]);
});

test("what the generator asks for and a server does not is said by overrides", async () => {
  const crd = crdOf({ type: "object" }, { names: { kind: "thing", plural: "things", shortNames: [] } });
  for (const version of crd.spec.versions) version.served = false;
  const source = (await sourcesOf(crd))["v1/thing.ts"];
  expect(source).toContain(
    'export const Thing = resource<Thing>({\n  group: "example.com",\n  version: "v1",\n  kind: "thing",',
  );
  expect(source).toContain(
    "overrides: {\n    spec: { names: { listKind: null, singular: null, shortNames: [] } },\n    version: { served: false },\n  },",
  );
});

test("keywords can be written without tags of their own", () => {
  const crd = crdOf({
    type: "object",
    minProperties: 1,
    properties: { a: { type: "string", minLength: 1, default: "x" } },
  });
  const [file] = importKind(crd, {
    known: { nameOf: () => undefined },
    libraryType: () => undefined,
    isLiteral: true,
  });
  expect(file?.text).toContain('/** @schema {"minProperties":1} */\nexport interface ThingSpec');
  expect(file?.text).toContain('  /** @schema {"minLength":1,"default":"x"} */\n  a?: string;\n');
});

test("a schema that is to be written letter for letter keeps its type", async () => {
  const crd = crdOf({
    type: "object",
    properties: { a: { type: "string", minLength: 1 }, b: { type: "string" } },
  });
  const [file] = importKind(crd, {
    known: { nameOf: () => undefined },
    libraryType: () => undefined,
    raw: new Set(['{"type":"string","minLength":1}']),
  });
  expect(file?.text).toContain(
    '  /**\n   * @schemaless\n   * @schema {"type":"string","minLength":1}\n   */\n  a?: string;\n  b?: string;\n',
  );
});

test("columns whose path leads nowhere are kept: a server takes them", async () => {
  const crd = crdOf({ type: "object" });
  const columns = [{ name: "Gone", type: "string" as const, jsonPath: ".status.gone" }];
  crd.spec.versions[0] = { ...crd.spec.versions[0]!, additionalPrinterColumns: columns };
  crd.spec.versions[0].schema!.openAPIV3Schema!.properties!.status = {
    type: "object",
    properties: { a: { type: "string" } },
  };
  expect((await sourcesOf(crd))["v1/thing.ts"]).toContain("overrides: {");
});

import { describe, expect, test } from "vitest";
import { generate } from "../from-text.ts";

async function kind(type: string, data: string, declarations = "") {
  const text = `import { resource, type CustomResource, type Int32, type ObjectMeta } from "kubewright";
${declarations}
interface Thing ${type}
export const Thing = resource<Thing>({ group: "example.com", version: "v1", kind: "Thing", ${data} });`;
  const { crds, errors } = await generate({ "input.ts": text });
  return { errors, schema: crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema };
}

describe("defaults as data", () => {
  const spec =
    "extends CustomResource<{ size?: Int32; storage?: { class?: string; zones?: string[] }; mode?: 'a' | 'b' }> {}";

  test("are those of the properties that they name", async () => {
    const { errors, schema } = await kind(
      spec,
      'defaults: { spec: { size: three, storage: { class: "fast", zones: ["x"] }, mode: "a" } }',
      "const three = 3;",
    );
    expect(errors).toEqual([]);
    expect(schema?.properties?.spec?.properties).toMatchObject({
      size: { default: 3 },
      storage: { properties: { class: { default: "fast" }, zones: { default: ["x"] } } },
      mode: { default: "a" },
    });
    expect(schema?.properties?.spec?.properties?.storage).not.toHaveProperty("default");
  });

  test("an empty object is one", async () => {
    const { schema } = await kind(spec, "defaults: { spec: { storage: {} } }");
    expect(schema?.properties?.spec?.properties?.storage?.default).toEqual({});
  });

  test("of what is not there are told where they stand, with the nearest name", async () => {
    const { errors } = await kind(spec, "\ndefaults: { spec: { sice: 3 } }");
    expect(errors).toEqual([
      'input.ts:5:21: error: defaults: there is no property "spec.sice"\n  hint: Did you mean "size"?',
    ]);
  });

  test("that a type does not allow are told where they stand", async () => {
    const { errors } = await kind(spec, '\ndefaults: { spec: { mode: "c" } }');
    expect(errors[0]).toMatch(/^input\.ts:5:21: error: the default is not valid/);
  });
});

describe("names of objects", () => {
  const names = "/** @maxLength 20\n * @pattern ^[a-z]+$ */\ntype Name = string;";

  test("are narrowed by the argument of ObjectMeta, which is all that the server lets be narrowed", async () => {
    const { errors, schema } = await kind(
      "extends CustomResource<{ a: string }> { metadata: ObjectMeta<{ name: Name }> }",
      "",
      names,
    );
    expect(errors).toEqual([]);
    expect(schema?.properties?.metadata).toEqual({
      type: "object",
      properties: { name: { type: "string", maxLength: 20, pattern: "^[a-z]+$" } },
    });
  });

  test("other parts of metadata are refused", async () => {
    const { errors } = await kind(
      "extends CustomResource<{ a: string }> { metadata: ObjectMeta<{ labels: Name }> }",
      "",
      names,
    );
    expect(errors[0]).toContain('"labels" of metadata cannot be narrowed: expected "name" or "generateName"');
  });

  test("a template's metadata keeps the rest beside them", async () => {
    const { schema } = await kind(
      "extends CustomResource<{ template: { metadata: ObjectMeta<{ name: Name }> } }> {}",
      "",
      names,
    );
    const { properties } = schema?.properties?.spec?.properties?.template?.properties?.metadata ?? {};
    expect(Object.keys(properties ?? {})).toEqual([
      "annotations",
      "finalizers",
      "labels",
      "name",
      "namespace",
    ]);
    expect(properties?.name?.maxLength).toBe(20);
  });
});

import { expect, test } from "vitest";
import { generate } from "../from-text.ts";

const imports = `import { resource, type CustomResource, type Double, type JsonNumber, type ObjectMeta } from "kubewright";`;

async function crdOf(definition: string, members = "", spec = "{ a?: string }") {
  const text = `${imports}
interface Thing extends CustomResource<${spec}> {
${members}
}
export const Thing = resource<Thing>({ group: "example.com", version: "v1", kind: "Thing", ${definition} });`;
  const { crds, errors } = await generate({ "input.ts": text });
  expect(errors).toEqual([]);
  const [crd] = crds;
  if (!crd) throw new Error("no CRD came out");
  return crd;
}

test("a conversion is passed on", async () => {
  const conversion = { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"] } };
  expect((await crdOf(`conversion: ${JSON.stringify(conversion)}`)).spec.conversion).toEqual(conversion);
});

test("overrides are merged into the spec and the version, and null takes away", async () => {
  const { spec } = await crdOf(
    "overrides: { spec: { names: { listKind: null }, preserveUnknownFields: false }, version: { subresources: {} } }",
  );
  expect(spec.names).toEqual({ kind: "Thing", plural: "things", singular: "thing" });
  expect(spec).toMatchObject({ preserveUnknownFields: false, versions: [{ name: "v1", subresources: {} }] });
});

test("versions come in the order that is given", async () => {
  const version = (name: string, more: string) =>
    `export const Thing_${name} = resource<Thing>({ group: "example.com", version: "${name}", kind: "Thing", ${more} });`;
  const { crds } = await generate({
    "input.ts": `${imports}
interface Thing extends CustomResource<{ a?: string }> {}
${version("v1", 'storage: true, versionOrder: ["v2", "v1"]')}
${version("v2", "storage: false")}`,
  });
  expect(crds[0]?.spec.versions.map(({ name }) => name)).toEqual(["v2", "v1"]);
});

test("comments on apiVersion, kind and metadata are the kind's own, and metadata can be required", async () => {
  const { spec } = await crdOf(
    "",
    `/** Group and version. */ apiVersion?: string;
/** @description "" */ kind?: string;
/** @schema {"properties": {"name": {"type": "string", "maxLength": 63}}} */ metadata: ObjectMeta;`,
  );
  expect(spec.versions[0]?.schema?.openAPIV3Schema).toMatchObject({
    required: ["metadata", "spec"],
    properties: {
      apiVersion: { type: "string", description: "Group and version." },
      metadata: { type: "object", properties: { name: { type: "string", maxLength: 63 } } },
    },
  });
  expect(spec.versions[0]?.schema?.openAPIV3Schema?.properties?.kind).toEqual({ type: "string" });
});

test("the schema names the root fields that are asked for", async () => {
  const { spec } = await crdOf('rootFields: ["kind"]');
  expect(Object.keys(spec.versions[0]?.schema?.openAPIV3Schema?.properties ?? {})).toEqual(["kind", "spec"]);
});

test("floats are allowed for a kind that says so", async () => {
  const { spec } = await crdOf("allowFloats: true", "", "{ a?: Double; b?: JsonNumber }");
  expect(spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec?.properties).toEqual({
    a: { type: "number", format: "double" },
    b: { type: "number" },
  });
});

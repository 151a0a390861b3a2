import { expect, test } from "vitest";
import { truncateDescriptions, truncateText } from "../../../../src/generate/crd/truncate-descriptions.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { generate } from "../from-text.ts";

// the cases of controller-tools' pkg/crd/desc_visitor_test.go come first; the others follow from its desc_visitor.go

test("0 takes every description away", () => {
  const schema: JsonSchema = {
    description: "all of it",
    properties: { spec: { description: "a part of it" } },
  };
  expect(truncateDescriptions(schema, 0)).toEqual({ properties: { spec: {} } });
});

test("what is not longer stays as it is", () => {
  const schema: JsonSchema = {
    description: "twenty letters here.",
    properties: { spec: { description: "short" } },
  };
  expect(truncateDescriptions(schema, 20)).toEqual(schema);
});

test.each([
  { text: "One sentence. And a second. Then more", max: 32, cut: "One sentence. And a second." },
  { text: "A sentence that has no end here", max: 29, cut: "A sentence that has no end..." },
  { text: "Is it? Yes! So", max: 12, cut: "Is it? Yes!" },
  // a full stop ends a sentence wherever it stands
  { text: "Use v1.2 of it", max: 10, cut: "Use v1." },
  // one at the very beginning does not count, and neither does a space there
  { text: ".hidden files only", max: 9, cut: ".hidden..." },
  { text: " indented", max: 5, cut: " inde..." },
  { text: "unbreakable", max: 4, cut: "unbr..." },
  { text: "first line\nsecond line", max: 14, cut: "first line..." },
])("$text at $max", ({ text, max, cut }) => expect(truncateText(text, max)).toBe(cut));

test("lengths are bytes, and no character is cut in two", () => {
  expect(truncateText("äöü", 6)).toBe("äöü");
  expect(truncateText("äöü", 5)).toBe("äö...");
  expect(truncateText("日本語。もっと", 13)).toBe("日本語。");
  expect(truncateText("😀😀", 7)).toBe("😀...");
  expect(truncateText("\u{feff}marked text", 10)).toBe("\u{feff}marked...");
});

test("descriptions are found wherever a schema is, and only there", () => {
  const long = { description: "too long for this" };
  const schema: JsonSchema = {
    properties: {
      description: { type: "string", default: "too long for this" },
      map: { additionalProperties: long },
    },
    items: long,
    allOf: [long],
    anyOf: [long],
    oneOf: [long],
    not: long,
    example: { description: "too long for this" },
  };
  const given = structuredClone(schema);
  const short = { description: "too..." };
  expect(truncateDescriptions(schema, 6)).toEqual({
    ...schema,
    properties: { ...schema.properties, map: { additionalProperties: short } },
    items: short,
    allOf: [short],
    anyOf: [short],
    oneOf: [short],
    not: short,
  });
  expect(schema).toEqual(given);
});

test("the generator shortens every description of every version", async () => {
  const kind = (version: string, storage: boolean) => `
    import { resource, type CustomResource, type Int32 } from "kubewright";
    interface Spec {
      /** How many there are. More about it. */
      size?: Int32;
    }
    /** A thing of many words. It has two sentences. */
    export const Thing = resource<CustomResource<Spec>>({ group: "example.com", version: "${version}", kind: "Thing", storage: ${storage} });`;
  const { crds, errors } = await generate(
    { "v1.ts": kind("v1", true), "v2.ts": kind("v2", false) },
    { maxDescriptionLength: 25 },
  );
  expect(errors).toEqual([]);
  const schemas = crds[0]?.spec.versions.map(({ schema }) => schema?.openAPIV3Schema) ?? [];
  expect(schemas.map((schema) => schema?.description)).toEqual(Array(2).fill("A thing of many words."));
  expect(schemas.map((schema) => schema?.properties?.spec?.properties?.size?.description)).toEqual(
    Array(2).fill("How many there are."),
  );
});

import { expect, test } from "vitest";
import { crdSize } from "../../../../src/generate/size/crd-size.ts";
import { trimDescriptions } from "../../../../src/generate/size/trim-descriptions.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { crdOf } from "../../../helpers/definition.ts";

const text = (length: number) => "x".repeat(length);
const spec: JsonSchema = {
  type: "object",
  description: text(50),
  properties: {
    list: { type: "array", description: text(20), items: { type: "string", description: text(10) } },
    map: { type: "object", additionalProperties: { description: text(30), type: "string" } },
    description: { type: "string", description: text(40) },
  },
};
const crd = crdOf(spec);
const all = [50, 20, 10, 30, 40];

/** Lengths of the descriptions that are left, in the order of `all`. */
function left(maxBytes: number): number[] {
  const trimmed = trimDescriptions(crd, maxBytes).crd;
  const found =
    JSON.stringify(trimmed)
      .match(/"x+"/g)
      ?.map((value) => value.length - 2) ?? [];
  return all.filter((length) => found.includes(length));
}

test("nothing is taken from what is small enough", () => {
  const { annotations } = crdSize(crd);
  expect(trimDescriptions(crd, annotations)).toEqual({ crd, trimming: undefined });
});

test("the deepest go first, of one depth the longest, and no more than must", () => {
  const { annotations } = crdSize(crd);
  expect(left(annotations)).toEqual(all);
  expect(left(annotations - 1)).toEqual([50, 20, 10, 40]);
  expect(left(annotations - 60)).toEqual([50, 20, 40]);
  expect(left(annotations - 100)).toEqual([50, 20]);
  expect(left(annotations - 150)).toEqual([50]);
  expect(left(1)).toEqual([]);
});

test("the size is kept to the byte, and what is left is the same but for the descriptions", () => {
  const { annotations } = crdSize(crd);
  for (let max = annotations; max > annotations - 150; max--)
    expect(crdSize(trimDescriptions(crd, max).crd).annotations).toBeLessThanOrEqual(max);
  const bare = (value: unknown) =>
    JSON.stringify(value)
      .replaceAll(/"description":"x+",?/g, "")
      .replaceAll(",}", "}");
  expect(bare(trimDescriptions(crd, 1).crd)).toBe(bare(crd));
  expect(crd).toEqual(crdOf(spec));
});

test("it says how many it took, of how many, and from which depth", () => {
  const { annotations } = crdSize(crd);
  expect(trimDescriptions(crd, annotations - 60).trimming).toEqual({ dropped: 2, of: 5, depth: 3 });
  expect(trimDescriptions(crd, 1).trimming).toEqual({ dropped: 5, of: 5, depth: 1 });
});

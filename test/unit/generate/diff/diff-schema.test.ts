import { expect, test } from "vitest";
import { diffCrds as diff } from "../../../../src/generate/diff/diff-crds.ts";
import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { validateDefinition } from "../../../../src/sandbox/registry/custom/validate-definition.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { schemaChanges } from "../../../helpers/schema-changes.ts";
import { crdOf, specOf } from "../../../helpers/definition.ts";

const diffCrds = (old: CustomResourceDefinition[], now: CustomResourceDefinition[]) =>
  diff(old, now, { validate: validateDefinition });

test.each(schemaChanges)("$name is $class: $rule", (change) => {
  const changes = diffCrds([crdOf(specOf(change, "old"))], [crdOf(specOf(change, "now"))]);
  const found = changes.find(({ rule }) => rule === change.rule);
  expect(found, `found ${JSON.stringify(changes)}`).toMatchObject({
    crd: "widgets.example.com",
    version: "v1",
    path: change.path ?? "spec.p",
    class: change.class,
    reason: expect.stringContaining(change.reason),
  });
  // nothing that it brings with it is worse than the change itself
  const order = ["compatible", "tightening", "breaking"];
  expect(changes.filter((other) => order.indexOf(other.class) > order.indexOf(change.class))).toEqual([]);
});

test.each(schemaChanges)("$name: what does not change is no change", (change) => {
  for (const side of ["old", "now"] as const)
    expect(diffCrds([crdOf(specOf(change, side))], [crdOf(specOf(change, side))])).toEqual([]);
});

test("two ways to bound an integer are one, and of a number they are two", () => {
  const changes = (old: JsonSchema, now: JsonSchema) =>
    diffCrds(
      [crdOf({ type: "object", properties: { p: old } })],
      [crdOf({ type: "object", properties: { p: now } })],
    );
  const integer: JsonSchema = { type: "integer" };
  expect(changes({ ...integer, minimum: 0, exclusiveMinimum: true }, { ...integer, minimum: 1 })).toEqual([]);
  expect(changes({ ...integer, maximum: 9 }, { ...integer, maximum: 10, exclusiveMaximum: true })).toEqual(
    [],
  );
  expect(changes({ ...integer, maximum: 9.5 }, { ...integer, maximum: 9 })).toEqual([]);
  const number: JsonSchema = { type: "number" };
  expect(changes({ ...number, minimum: 0, exclusiveMinimum: true }, { ...number, minimum: 1 })).toMatchObject(
    [{ rule: "minimum-tightened", class: "tightening" }],
  );
});

import { expect, test } from "vitest";
import { RuleValidator } from "../../../../../src/kube/schema/cel/validate-rules.ts";
import type { JsonSchema, ValidationRule } from "../../../../../src/kube/schema/json-schema.ts";
import facts from "./rule-runs.json" with { type: "json" };

/** A rule of the spec, and for each of the objects what it costs and what is wrong. */
interface Case {
  rule: string;
  outcomes: (readonly [cost: number, ...errors: string[]] | null)[];
}

/** Enough for any of them. */
const budget = 10_000_000;
const root = facts.schema as unknown as JsonSchema;
const runs = (facts.cases as unknown as Case[]).flatMap(({ rule, outcomes }) =>
  outcomes.flatMap((outcome, index) => (outcome ? { rule, outcome, index } : [])),
);

test("there are runs of all kinds", () => {
  const failed = runs.filter(({ outcome }) => outcome.length > 1);
  expect(failed.length).toBeGreaterThan(100);
  expect(runs.length - failed.length).toBeGreaterThan(100);
});

test.each(runs)("as upstream: $rule, object $index", ({ rule, outcome, index }) => {
  const { errors, remaining } = new RuleValidator().run(withRule({ rule }), facts.objects[index], {});
  const found = errors.map(({ field, message }) => `${field}: ${message}`);
  expect([budget - remaining, ...found].map(unnumbered)).toEqual(outcome.map(unnumbered));
});

function withRule(rule: ValidationRule): JsonSchema {
  const spec = { ...root.properties?.spec, "x-kubernetes-validations": [rule] };
  return { ...root, properties: { ...root.properties, spec } };
}

/** Upstream numbers the types of a schema by the clock. */
function unnumbered(part: number | string): number | string {
  return typeof part === "string" ? part.replace(/selfType\d+/g, "selfType") : part;
}

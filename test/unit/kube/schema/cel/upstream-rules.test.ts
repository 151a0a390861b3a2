import { describe, expect, test } from "vitest";
import { declareFunctions } from "../../../../../src/kube/schema/cel/check/environment.ts";
import { declareType } from "../../../../../src/kube/schema/cel/check/declared-type.ts";
import { compile } from "../../../../../src/kube/schema/cel/compile.ts";
import { scopeOf } from "../../../../../src/kube/schema/cel/compile-rules.ts";
import { parseFieldPath } from "../../../../../src/kube/schema/cel/field-path.ts";
import {
  RuleValidator,
  type ValidateRulesOptions,
} from "../../../../../src/kube/schema/cel/validate-rules.ts";
import type { FieldError } from "../../../../../src/kube/schema/field-error.ts";
import type { JsonSchema, ValidationRule } from "../../../../../src/kube/schema/json-schema.ts";
import facts from "./upstream-rules.json" with { type: "json" };

/*
 * What the rules in the tests of k8s.io/apiextensions-apiserver v0.36.3 (pkg/apiserver/schema/cel: validation_test.go, celcoststability_test.go,
 * compilation_test.go) give when that version runs them: results, errors, what they cost, what they are estimated to cost.
 */

interface Group<Expected> {
  name: string;
  schema: JsonSchema;
  object?: unknown;
  old?: unknown;
  resource?: boolean;
  budget?: number;
  rules: Record<string, Expected>;
}
interface Whole {
  name: string;
  schema: JsonSchema;
  object: unknown;
  old?: unknown;
  errors: string[] | null;
  warnings?: string[];
  budget?: number;
  limit?: number;
  remaining?: number;
}

const functions = declareFunctions();
const budget = 10_000_000;

describe("rules that hold, and what they cost", () => {
  const cases = rulesOf(facts.evaluated as unknown as Group<number>[]);
  test.each(cases)("$name: $rule", ({ group, rule, expected }) => {
    const { errors, remaining } = run({ ...group.schema, "x-kubernetes-validations": [{ rule }] }, group);
    expect(errors).toEqual([]);
    expect(budget - remaining).toBe(expected);
  });
});

describe("rules that are refused, do not hold or have no value", () => {
  const cases = rulesOf(facts.refused as unknown as Group<string[]>[]);
  test.each(cases)("$name: $rule", ({ group, rule, expected }) => {
    const schema = { ...group.schema, "x-kubernetes-validations": [{ rule }] };
    expect(run(schema, { ...group, resource: true }).errors).toEqual(expected);
  });
});

describe("estimates", () => {
  const cases = rulesOf(facts.estimated as unknown as Group<number>[]);
  test.each(cases)("$name: $rule", ({ group, rule, expected }) => {
    expect(costOf(group.schema, { rule })).toBeCloseToCost(expected);
  });

  const bounded = facts.bounded as unknown as {
    name: string;
    schema: JsonSchema;
    cost?: number;
    atLeast?: number;
  }[];
  test.each(bounded)("$name", ({ schema, cost, atLeast }) => {
    const found = costOf(schema, schema["x-kubernetes-validations"]?.[0] ?? { rule: "" });
    if (cost !== undefined) expect(found).toBeCloseToCost(cost);
    expect(found).toBeGreaterThanOrEqual(atLeast ?? 0);
  });
});

describe("what compiles and what does not", () => {
  interface Result {
    error?: string;
    messageError?: string;
    usesOldSelf: boolean;
    cost: number;
    messageCost: number;
  }
  const cases = (
    facts.compiled as unknown as { name: string; schema: JsonSchema; results: Result[] }[]
  ).flatMap(({ name, schema, results }) =>
    (schema["x-kubernetes-validations"] ?? []).flatMap((rule, index) => {
      const expected = results[index];
      return expected && rule.rule.trim() ? [{ name, schema, rule, expected }] : [];
    }),
  );
  test.each(cases)("$name: $rule.rule", ({ schema, rule, expected }) => {
    const compiled = compileIn(schema, rule);
    if (expected.error !== undefined) {
      expect(compiled).toMatchObject({ detail: expected.error });
      return;
    }
    expect(compiled).toMatchObject({ cost: expected.cost });
    expect("checked" in compiled && compiled.checked.variables.has("oldSelf")).toBe(expected.usesOldSelf);
    if (rule.messageExpression === undefined) return;
    const message = compileIn(schema, { ...rule, rule: rule.messageExpression }, "string");
    if (expected.messageError === undefined) expect(message).toMatchObject({ cost: expected.messageCost });
    else expect(message).toMatchObject({ detail: expected.messageError });
  });
});

describe("whole objects", () => {
  const check = (whole: Whole, resource: boolean) => {
    const warnings: string[] = [];
    const { errors, remaining } = run(whole.schema, {
      ...whole,
      resource,
      warn: (error) => warnings.push(...shown([error])),
    });
    expect(errors.toSorted()).toEqual(atRoot(whole.errors ?? []));
    if (whole.remaining !== undefined) expect(remaining).toBe(whole.remaining);
    if (whole.warnings) expect(warnings.toSorted()).toEqual(atRoot(whole.warnings));
  };
  const named = (cases: unknown) => cases as Whole[];
  test.each(named(facts.levels))("at every level: $name", (whole) => check(whole, true));
  test.each(named(facts.reasons))("reasons and field paths: $name", (whole) => check(whole, true));
  test.each(named(facts.messages))("messages: $name", (whole) => check(whole, false));
  test.each(named(facts.ratcheted))("what did not change: $name", (whole) => check(whole, false));
});

const paths = facts.fieldPaths as unknown as {
  name: string;
  path: string;
  schema: JsonSchema;
  error?: string;
  normal?: string;
}[];
test.each(paths)("field path $path: $name", ({ path, schema, error, normal }) => {
  const parsed = parseFieldPath(path, schema);
  expect(typeof parsed === "string" ? { error: parsed } : { normal: parsed.text }).toEqual(
    error === undefined ? { normal } : { error },
  );
});

expect.extend({
  /** Costs near 2^64 are not exact in a double; nothing depends on their last digits. */
  toBeCloseToCost(found: number, expected: number) {
    return {
      pass: Math.abs(found - expected) <= expected * 1e-12,
      message: () => `expected a cost of ${expected}, found ${found}`,
    };
  },
});
declare module "vitest" {
  interface Matchers {
    toBeCloseToCost(expected: number): void;
  }
}

function rulesOf<Expected>(groups: readonly Group<Expected>[]) {
  return groups.flatMap((group) =>
    Object.entries(group.rules).map(([rule, expected]) => ({ name: group.name, group, rule, expected })),
  );
}

function run(
  schema: JsonSchema,
  of: {
    object?: unknown;
    old?: unknown;
    resource?: boolean;
    budget?: number;
    limit?: number;
    warn?: (error: FieldError) => void;
  },
): { errors: string[]; remaining: number } {
  const options: ValidateRulesOptions = {
    isResource: of.resource ?? false,
    budget: of.budget ?? budget,
    ...(of.old === undefined || of.old === null ? {} : { old: of.old }),
    ...(of.limit === undefined ? {} : { callLimit: of.limit }),
    ...(of.warn ? { warn: of.warn } : {}),
  };
  const { errors, remaining } = new RuleValidator().run(schema, of.object, options);
  return { errors: shown(errors), remaining };
}

function shown(errors: readonly FieldError[]): string[] {
  return errors.map(({ field, message }) => `${field === "<nil>" ? "root" : field}: ${message}`);
}

/** Upstream's tests begin their paths with "root". */
function atRoot(errors: readonly string[]): string[] {
  return errors.map((error) => error.replace(/^root\.?(?!:)/, "")).toSorted();
}

function compileIn(schema: JsonSchema, rule: ValidationRule, result: "bool" | "string" = "bool") {
  const self = declareType(schema, { name: "selfType0" });
  if (!self) throw new TypeError("rules cannot see this schema");
  const scope = scopeOf(self, { functions, optionalOldSelf: rule.optionalOldSelf ?? false });
  return compile(rule.rule, { scope, self, result });
}

function costOf(schema: JsonSchema, rule: ValidationRule): number {
  const compiled = compileIn(schema, rule);
  if (!("checked" in compiled)) throw new Error(compiled.detail);
  return compiled.cost;
}

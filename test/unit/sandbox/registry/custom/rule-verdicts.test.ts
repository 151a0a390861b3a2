import { expect, test } from "vitest";
import type { CrdVersion } from "../../../../../src/kube/crd.ts";
import type { JsonSchema, ValidationRule } from "../../../../../src/kube/schema/json-schema.ts";
import { validateVersions } from "../../../../../src/sandbox/registry/custom/validate-versions.ts";
import facts from "../../../kube/schema/cel/rule-verdicts.json" with { type: "json" };

/** A definition with one rule, and what a real kube-apiserver said of it: nothing where it took it. */
interface Verdict {
  /** A rule of a spec with the properties of the facts, a spec, or a whole schema. */
  rule?: ValidationRule;
  spec?: JsonSchema;
  root?: JsonSchema;
  status?: number;
  causes?: [reason: string, field: string, message: string][];
}

const properties = facts.properties as unknown as Record<string, JsonSchema>;
const verdicts = (facts.cases as unknown as Verdict[]).map((verdict) => ({
  verdict,
  title: verdict.rule?.rule ?? JSON.stringify(verdict.spec ?? verdict.root),
}));

test("there are verdicts of both kinds", () => {
  const refused = verdicts.filter(({ verdict }) => verdict.status !== undefined);
  expect(refused.length).toBeGreaterThan(120);
  expect(verdicts.length - refused.length).toBeGreaterThan(120);
});

test.each(verdicts)("as the real server: $title", ({ verdict }) => {
  const version = {
    name: "v1",
    served: true,
    storage: true,
    schema: { openAPIV3Schema: schemaOf(verdict) },
  } as CrdVersion;
  const { own, shared } = validateVersions([version]);
  const found = [...own, ...shared].map(({ type, field, message }) => [type, field, message].join(" | "));
  const wanted = (verdict.causes ?? []).map((cause) => cause.join(" | "));
  // the server's order of properties is no order
  expect(found.map(firstMistake).toSorted()).toEqual(wanted.map(firstMistake).toSorted());
});

/** After a token that fits nowhere the server's parser goes on as ours does not; then only the first mistake is compared. */
function firstMistake(message: string): string {
  return message.includes("/* no */") ? message.replace(/\nERROR: <input>:1:26:[^]*$/, "") : message;
}

function schemaOf({ rule, spec, root }: Verdict): JsonSchema {
  if (root) return root;
  const written = spec ?? {
    type: "object",
    properties,
    ...(rule ? { "x-kubernetes-validations": [rule] } : {}),
  };
  return { type: "object", properties: { spec: written } };
}

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { applyDefaults } from "../../../../src/kube/schema/apply-defaults.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { pruneUnknown } from "../../../../src/kube/schema/prune.ts";
import { validateStructural } from "../../../../src/kube/schema/structural.ts";
import { validateValue } from "../../../../src/kube/schema/validate.ts";

/** What a real kube-apiserver stored, or the causes it gave, for specs of one CRD. */
interface Facts {
  schema: JsonSchema;
  cases: { spec: unknown; stored?: unknown; causes?: [reason: string, field: string, message: string][] }[];
}

const facts = JSON.parse(readFileSync(new URL("server-facts.json", import.meta.url), "utf8")) as Facts;

test("the schema that the server took is structural here too", () => {
  expect(validateStructural(facts.schema)).toEqual([]);
});

test.each(facts.cases.map((fact) => [JSON.stringify(fact.spec), fact] as const))(
  "spec %s is judged as the API server does",
  (_text, fact) => {
    const object = {
      apiVersion: "v.example.com/v1",
      kind: "V",
      metadata: {},
      spec: structuredClone(fact.spec),
    };
    pruneUnknown(facts.schema, object, { isRoot: true });
    applyDefaults(facts.schema, object);
    const causes = validateValue(facts.schema, object).map(({ type, field, message }) => [
      type,
      field,
      message,
    ]);
    expect(causes).toEqual(fact.causes ?? []);
    if (!fact.causes) expect(object.spec).toEqual(fact.stored);
  },
);

import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { duplicateField, requiredField } from "../../admission/field-problem.ts";
import { validateLabelKey } from "../../admission/label-problem.ts";
import type { InvalidField } from "../../status-error.ts";
import { objectsAt } from "./defaulting.ts";
import { textAt, textsAt } from "./read.ts";

/** Where volumes may be made. Follows validateAllowedTopologies of k8s.io/kubernetes/pkg/apis/storage/validation. */
export function validateTopologies(value: unknown, at: string): InvalidField[] {
  const terms = Array.isArray(value) ? value.filter(isJsonObject) : [];
  // the server's list of what it has seen begins with as many empty terms as there are terms
  const seen = terms.map(() => "");
  return terms.flatMap((term, index) => {
    const text = textOf(term);
    const repeated = seen.filter((other) => other === text);
    seen.push(text);
    return [
      ...validateTerm(term, `${at}[${index}].matchLabelExpressions`),
      ...repeated.map(() => duplicateField(`${at}[${index}].matchLabelExpressions`, "")),
    ];
  });
}

function validateTerm(term: JsonObject, at: string): InvalidField[] {
  const expressions = objectsAt(term, "matchLabelExpressions");
  return expressions.flatMap((expression, index) => {
    const key = textAt(expression, "key");
    const values = textsAt(expression, "values");
    const place = `${at}[${index}]`;
    return [
      ...(values.length ? [] : [requiredField(`${place}.values`)]),
      ...values.flatMap((text, each) =>
        values.indexOf(text) < each ? [duplicateField(`${place}.values[${each}]`, text)] : [],
      ),
      ...validateLabelKey(key, `${place}.key`),
      ...(expressions.slice(0, index).some((other) => textAt(other, "key") === key)
        ? [duplicateField(`${place}.key`, key)]
        : []),
    ];
  });
}

function textOf(term: JsonObject): string {
  const sets = new Map(
    objectsAt(term, "matchLabelExpressions").map((expression) => [
      textAt(expression, "key"),
      [...new Set(textsAt(expression, "values"))].sort().join(","),
    ]),
  );
  return [...sets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => `${key}=${values}`)
    .join(";");
}

import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import { sortedByKey } from "../../../admission/label-problem.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import { textAt, textsAt } from "../read.ts";

/** Without fields that are undefined. */
export function withoutNothing(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** A reference to an object in the order of its Go struct. */
export function reference(source: JsonObject | undefined): JsonObject {
  const apiVersion = textAt(source, "apiVersion");
  return {
    kind: textAt(source, "kind"),
    name: textAt(source, "name"),
    ...(apiVersion ? { apiVersion } : {}),
  };
}

/** The selector of a metric in the order of its Go struct. */
export function selectorOf(source: JsonObject): JsonObject | undefined {
  const selector = objectAt(objectAt(source, "metric"), "selector");
  if (!selector) return undefined;
  const { matchLabels } = selector;
  const expressions = objectsAt(selector, "matchExpressions").map((expression) => {
    const values = textsAt(expression, "values");
    return {
      key: textAt(expression, "key"),
      operator: textAt(expression, "operator"),
      ...(values.length ? { values } : {}),
    };
  });
  const labels = isJsonObject(matchLabels) && Object.keys(matchLabels).length > 0;
  return {
    ...(labels ? { matchLabels: sortedByKey(matchLabels) } : {}),
    ...(expressions.length ? { matchExpressions: expressions } : {}),
  };
}

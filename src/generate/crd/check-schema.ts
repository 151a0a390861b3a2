import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { validateStructural } from "../../kube/schema/structural.ts";
import { defaultProblem } from "../default-problem.ts";
import type { Position } from "../model/type.ts";
import { checkLimits } from "./check-limits.ts";
import { refusedParts } from "./server-rules.ts";
import { originOf, type WriteContext } from "./write-context.ts";

/**
 * Reports what the API server would refuse in the schema of a kind, each at the property or the tag that it comes from. Its CEL rules are checked
 * later (check-written-rules.ts).
 */
export function checkSchema(root: JsonSchema, fallback: Position, context: WriteContext): void {
  const { problems } = context;
  for (const { field, message } of validateStructural(root, "schema")) {
    // said below, in words that are about types
    if (isAboutLists.test(message)) continue;
    const path = field.replace(/^schema/, "");
    const position = originOf(root, path, context) ?? fallback;
    if (/\.default\b/.test(path)) {
      const text = `the default is not valid: ${defaultProblem(message)}`;
      problems.error(position, { code: "DEFAULT_INVALID", message: text });
    } else report(position, `${message} (${valuePath(path)})`);
  }
  checkLimits(root, context);
  checkLists(root, "", (path, message) => report(originOf(root, path, context) ?? fallback, message));

  function report(position: Position, message: string): void {
    problems.error(position, { code: "SCHEMA_NOT_STRUCTURAL", message });
  }
}

const isAboutLists =
  /so it cannot be nullable$|cannot be nullable when x-kubernetes-list-type|must be a scalar type if parent array|must be atomic as item of a list/;

/** What the server asks of lists. */
function checkLists(schema: JsonSchema, path: string, report: (path: string, message: string) => void): void {
  for (const refusal of refusedParts(schema)) report(path + refusal.path, refusal.message);
  const below = (inner: JsonSchema, at: string) => checkLists(inner, path + at, report);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    below(property, `.properties[${name}]`);
  if (typeof schema.additionalProperties === "object")
    below(schema.additionalProperties, ".additionalProperties");
  const { items } = schema;
  const type = schema["x-kubernetes-list-type"];
  if (!items) return;
  const keyword = `${path}.x-kubernetes-list-type`;
  if (items.nullable && (type === "set" || type === "map"))
    report(keyword, `the items of a ${type} cannot be null`);
  if (type === "set" && !isAtomic(items))
    report(keyword, "the items of a set must be scalars, or atomic themselves");
  below(items, ".items");
}

function isAtomic(items: JsonSchema): boolean {
  if (items.type === "object") return items["x-kubernetes-map-type"] === "atomic";
  return (
    items.type !== "array" ||
    items["x-kubernetes-list-type"] === undefined ||
    items["x-kubernetes-list-type"] === "atomic"
  );
}

/** `.properties[spec].items` as a person writes it: `spec[*]`. */
function valuePath(path: string): string {
  return path
    .replaceAll(/\.properties\[([^\]]*)\]/g, ".$1")
    .replaceAll(/\.(items|additionalProperties)\b/g, "[*]")
    .replace(/^\./, "");
}

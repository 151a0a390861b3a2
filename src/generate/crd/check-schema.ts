import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { validateStructural } from "../../kube/schema/structural.ts";
import type { Position } from "../model/type.ts";
import { refusedParts } from "./server-rules.ts";
import { originOf, type WriteContext } from "./write-context.ts";

/** Reports what the API server would refuse in the schema of a kind, each at the property or the tag that it comes from. */
export function checkSchema(root: JsonSchema, fallback: Position, context: WriteContext): void {
  const { problems } = context;
  for (const { field, message } of validateStructural(root, "schema")) {
    const path = field.replace(/^schema/, "");
    const position = originOf(root, path, context) ?? fallback;
    if (/\.default\b/.test(path)) {
      const text = message.replaceAll(/schema[\w.[\]-]*\.default/g, "default");
      problems.error(position, { code: "DEFAULT_INVALID", message: `the default is not valid: ${text}` });
    } else report(position, `${message} (${valuePath(path)})`);
  }
  checkLists(root, {
    path: "",
    correlatable: true,
    report: (path, message) => report(originOf(root, path, context) ?? fallback, message),
  });

  function report(position: Position, message: string): void {
    problems.error(position, { code: "SCHEMA_NOT_STRUCTURAL", message });
  }
}

interface Walk {
  readonly path: string;
  /** Whether a value can be told from the one before it: not below lists and maps that are replaced as a whole. */
  readonly correlatable: boolean;
  readonly report: (path: string, message: string) => void;
}

/** What the server asks of lists, and of rules about the old value below them (apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go). */
function checkLists(schema: JsonSchema, walk: Walk): void {
  const { path, correlatable, report } = walk;
  for (const refusal of refusedParts(schema)) report(path + refusal.path, refusal.message);
  for (const { rule } of schema["x-kubernetes-validations"] ?? []) {
    if (correlatable || !/\boldSelf\b/.test(rule)) continue;
    report(
      `${path}.x-kubernetes-validations`,
      'a rule about the old value cannot hold inside of a list or map that is replaced as a whole: expected "@listType map"',
    );
  }
  const atomic = schema["x-kubernetes-map-type"] === "atomic";
  const below = (inner: JsonSchema, at: string, told: boolean) =>
    checkLists(inner, { path: path + at, correlatable: correlatable && told, report });
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    below(property, `.properties[${name}]`, !atomic);
  if (typeof schema.additionalProperties === "object")
    below(schema.additionalProperties, ".additionalProperties", !atomic);
  const { items } = schema;
  const type = schema["x-kubernetes-list-type"];
  if (!items) return;
  const keyword = `${path}.x-kubernetes-list-type`;
  if (items.nullable && (type === "set" || type === "map"))
    report(keyword, `the items of a ${type} cannot be null`);
  if (type === "set" && !isAtomic(items))
    report(keyword, "the items of a set must be scalars, or atomic themselves");
  below(items, ".items", type === "map");
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

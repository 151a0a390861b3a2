import { escapeProperty } from "../../kube/schema/cel/escape-property.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** A field that may hold any amount, and the tag that bounds it. */
export interface UnboundedField {
  /** As a person writes it: `spec.ports[*].name`. */
  readonly path: string;
  readonly tag: "@maxItems" | "@maxLength" | "@maxProperties";
}

/**
 * What makes a rule expensive: lists and maps around its place that have no bound, and what it names that has none.
 * `path` is the place of the rule's schema, such as `.properties[spec].items`.
 */
export function unboundedFields(root: JsonSchema, path: string, rule: string): UnboundedField[] {
  const found: UnboundedField[] = [];
  let schema = root;
  let shown = "";
  for (const [, keyword, name = ""] of path.matchAll(
    /\.(properties|items|additionalProperties)(?:\[([^\]]*)\])?/g,
  )) {
    if (keyword !== "properties") add(found, schema, shown);
    const inner = step(schema, keyword ?? "", name);
    if (!inner) break;
    schema = inner;
    shown = keyword === "properties" ? `${shown && `${shown}.`}${name}` : `${shown}[*]`;
  }
  collectNamed(found, { schema, shown, rule, named: /\bself\b/.test(rule) });
  return found.filter(({ path: own }, index) => found.findIndex((field) => field.path === own) === index);
}

function step(schema: JsonSchema, keyword: string, name: string): JsonSchema | undefined {
  if (keyword === "properties") return schema.properties?.[name];
  if (keyword === "items") return schema.items;
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

function collectNamed(
  found: UnboundedField[],
  at: { schema: JsonSchema; shown: string; rule: string; named: boolean },
): void {
  const { schema, shown, rule, named } = at;
  if (!named) return;
  add(found, schema, shown);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const escaped = escapeProperty(name);
    const inRule = escaped !== undefined && new RegExp(`[.?]${escaped}\\b`).test(rule);
    collectNamed(found, {
      schema: property,
      shown: `${shown && `${shown}.`}${name}`,
      rule,
      named: inRule,
    });
  }
  const inner =
    schema.items ??
    (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined);
  if (inner) collectNamed(found, { schema: inner, shown: `${shown}[*]`, rule, named: true });
}

function add(found: UnboundedField[], schema: JsonSchema, path: string): void {
  const { type, maxItems, maxLength, maxProperties, format } = schema;
  if (type === "array" && maxItems === undefined) found.push({ path, tag: "@maxItems" });
  if (type === "object" && typeof schema.additionalProperties === "object" && maxProperties === undefined)
    found.push({ path, tag: "@maxProperties" });
  const short = schema.enum !== undefined || (format !== undefined && format !== "byte");
  if (type === "string" && maxLength === undefined && !short) found.push({ path, tag: "@maxLength" });
}

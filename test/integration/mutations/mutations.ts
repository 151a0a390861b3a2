import { isJsonObject, type JsonObject } from "../../../src/base/json.ts";
import type { BuiltInSchemas } from "../../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../../src/kube/schema/json-schema.ts";

/** A change of one place of a valid object. */
export interface Mutation {
  /** Says what was changed, such as `spec.ports[0].port = -1`. */
  readonly name: string;
  readonly object: JsonObject;
}

type Step = string | number;

const long = "a".repeat(64);
const texts = ["", "x", "Bad_Value!", long, `${"a".repeat(63)}.`.repeat(4)];
const numbers = [0, 1, -1, 65536, 2147483647];

/**
 * Every single-field change that the schema suggests: each field removed, null, of the wrong type, empty, at the edges
 * of its range, with characters that names may not have, each member of an enum and one that is none, list items twice.
 */
export function mutationsOf(
  base: JsonObject,
  options: { schemas: BuiltInSchemas; component: string; skip: readonly string[] },
): Mutation[] {
  const { schemas, skip } = options;
  const found: Mutation[] = [];
  const change = (path: readonly Step[], label: string, value: unknown) => {
    found.push({ name: `${pathText(path)}${label}`, object: withValue(base, path, value) });
  };
  const set = (path: readonly Step[], value: unknown) => {
    change(path, ` = ${shown(value)}`, value);
  };
  const visit = (path: readonly Step[], value: unknown, schema: JsonSchema): void => {
    const target = follow(schema, schemas);
    if (path.length) {
      change(path, " removed", undefined);
      for (const sample of samples(target, value)) set(path, sample);
    }
    if (Array.isArray(value)) {
      set(path, [...(value as unknown[]), value[0]]);
      value.forEach((item, index) => {
        visit([...path, index], item, target.items ?? {});
      });
    } else if (isJsonObject(value)) visitFields(path, value, target);
  };
  const visitFields = (path: readonly Step[], value: JsonObject, target: JsonSchema) => {
    const items = isJsonObject(target.additionalProperties)
      ? (target.additionalProperties as JsonSchema)
      : undefined;
    for (const [key, item] of Object.entries(value)) {
      const inner = target.properties?.[key] ?? items ?? {};
      const at = [...path, key];
      if (!skip.includes(pathText(at))) visit(at, item, inner);
    }
    for (const [key, inner] of Object.entries(target.properties ?? {})) {
      const at = [...path, key];
      if (key in value || skip.includes(pathText(at))) continue;
      for (const sample of samples(follow(inner, schemas), undefined)) set(at, sample);
    }
    if (items) for (const key of ["", "Bad Key!", long]) set([...path, key], keySample(items, value));
  };
  visit([], base, schemas.schema(options.component));
  return found;
}

function keySample(items: JsonSchema, value: JsonObject): unknown {
  return Object.values(value)[0] ?? (items.type === "string" ? "x" : {});
}

/** Values of and beside a type. */
function samples(schema: JsonSchema, value: unknown): unknown[] {
  if (schema.enum) return [...schema.enum, "Unknown", "", 1, ...(value === undefined ? [] : [null])];
  if (schema.oneOf) return ["", "x", 0, -1, "10%", "150%", 70000, "1.5Gi", true, {}];
  switch (schema.type) {
    case "string":
      return schema.format === "date-time"
        ? ["", "x", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456Z", 1]
        : [...texts, ...(value === undefined ? [] : [null, 1, {}])];
    case "integer":
    case "number":
      return [...numbers, ...(value === undefined ? [] : [null, "x", 1.5])];
    case "boolean":
      return [true, false, ...(value === undefined ? [] : [null, "true"])];
    case "array":
      return [[], [{}], ["x"], ["x", "x"], ...(value === undefined ? [] : [null, "x", {}])];
    default:
      return [{}, ...(value === undefined ? [] : [null, "x", []])];
  }
}

function follow(schema: JsonSchema, schemas: BuiltInSchemas): JsonSchema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return reference ? schemas.schema(reference) : schema;
}

/** A copy with another value at a path; undefined takes the field away. */
function withValue(value: unknown, [head, ...rest]: readonly Step[], replacement: unknown): JsonObject {
  if (head === undefined) return replacement as JsonObject;
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as JsonObject) };
  const record = copy as Record<Step, unknown>;
  const next = rest.length ? withValue(record[head], rest, replacement) : replacement;
  if (next !== undefined) record[head] = next;
  else if (Array.isArray(copy)) copy.splice(Number(head), 1);
  else Reflect.deleteProperty(record, head);
  return copy as JsonObject;
}

function pathText(path: readonly Step[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .slice(1);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 40)}…(${text.length})` : text;
}

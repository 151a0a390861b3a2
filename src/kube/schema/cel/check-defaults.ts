import { inKeyOrder } from "../../../base/go-text.ts";
import { copyJson, equalJson } from "../../../base/json.ts";
import { itemsOf } from "../declared/declared-schema.ts";
import { invalidValue, type FieldError } from "../field-error.ts";
import { hasRules } from "../has-rules.ts";
import type { JsonSchema } from "../json-schema.ts";
import { mapSchema } from "../map-schema.ts";
import { pruneUnknown } from "../prune.ts";
import { validateValue } from "../validate.ts";
import { RuleValidator } from "./validate-rules.ts";

interface Checks {
  /** The schema's place in the definition. */
  readonly path: string;
  /** What is asked of defaults: that they are valid, that they keep the rules of their own schema, or both; rules are asked of what is valid. */
  readonly parts: "values" | "rules" | "all";
  /** What embedded resources in a value must say of themselves. */
  readonly embedded?: (schema: JsonSchema, value: unknown, path: string) => FieldError[];
}

/**
 * Defaults that are not valid, hold what pruning would take, or break the rules of their own schema, as they are and as they come into being.
 * Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go.
 */
export function checkDefaults(schema: JsonSchema, checks: Checks): FieldError[] {
  const rules = checks.parts !== "values" && hasRules(schema) ? new RuleValidator() : undefined;
  if (checks.parts === "rules" && !rules) return [];
  return checkNode(schema, { ...checks, root: true, rules });
}

interface At extends Checks {
  readonly root: boolean;
  readonly rules: RuleValidator | undefined;
  /** The resource whose metadata, kind or apiVersion this is a part of, and the smallest object of it with a value here. */
  readonly meta?: { readonly schema: JsonSchema; around(value: unknown): unknown } | undefined;
}

const typeMeta = { apiVersion: "validation/v1", kind: "Validation" };

function checkNode(declared: JsonSchema, at: At): FieldError[] {
  const schema = at.root ? { ...declared, "x-kubernetes-embedded-resource": true } : declared;
  const isResource = schema["x-kubernetes-embedded-resource"] === true;
  const meta = isResource ? undefined : at.meta;
  const below = (inner: JsonSchema, where: string, around: (value: unknown) => unknown) =>
    checkNode(inner, {
      ...at,
      path: `${at.path}.${where}`,
      root: false,
      meta: meta && { ...meta, around: (value) => meta.around(around(value)) },
    });
  const ofResource = (inner: JsonSchema, name: string) =>
    checkNode(inner, {
      ...at,
      path: `${at.path}.properties[${name}]`,
      root: false,
      meta: { schema, around: (value) => ({ ...typeMeta, [name]: value }) },
    });
  const items = itemsOf(schema);
  return [
    ...(schema.default === undefined ? [] : defaultErrors(schema, { ...at, meta })),
    ...(items ? below(items, "items", (value) => [value]) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      isResource && ["metadata", "apiVersion", "kind"].includes(name)
        ? ofResource(property, name)
        : below(property, `properties[${name}]`, (value) => ({ [name]: value })),
    ),
  ];
}

function defaultErrors(schema: JsonSchema, at: At): FieldError[] {
  const { parts, rules, root } = at;
  const path = `${at.path}.default`;
  const unknown = parts === "rules" || at.meta ? [] : unknownFields(schema, path);
  const invalid = parts === "rules" ? [] : valueErrors(schema, path, at);
  if (invalid.length > 0 || !rules) return [...unknown, ...invalid];
  const options = { path, isResource: root || schema["x-kubernetes-embedded-resource"] === true };
  const kept = rules.validate(schema, schema.default, { ...options, old: schema.default });
  return [...unknown, ...(kept.length > 0 ? kept : rules.validate(schema, schema.default, options))];
}

function unknownFields(schema: JsonSchema, path: string): FieldError[] {
  const pruned = copyJson(schema.default);
  pruneUnknown(schema, pruned);
  return equalJson(pruned, schema.default)
    ? []
    : [invalidValue(path, inKeyOrder(schema.default), "must not have unknown fields")];
}

/** Doubles in lists are not looked at, and an int-or-string may be anything: what says otherwise of objects is not asked of defaults. */
function valueErrors(schema: JsonSchema, path: string, { embedded, meta }: At): FieldError[] {
  const own = meta
    ? metadataErrors(schema, path, { embedded, meta })
    : (embedded?.(schema, schema.default, path) ?? []);
  if (own.length > 0) return own;
  const asked = mapSchema(schema, ({ "x-kubernetes-int-or-string": _, ...rest }) => rest);
  return validateValue(asked, schema.default, "", { lists: false, embedded: false }).map((error) => ({
    ...error,
    field: error.field === "<nil>" || error.field === "" ? path : `${path}.${error.field.replace(/^\./, "")}`,
  }));
}

function metadataErrors(
  schema: JsonSchema,
  path: string,
  { embedded, meta }: { embedded: Checks["embedded"] | undefined; meta: NonNullable<At["meta"]> },
): FieldError[] {
  const errors = embedded?.(meta.schema, meta.around(schema.default), "") ?? [];
  if (errors.length === 0) return [];
  const texts = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const shown = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  return [invalidValue(path, inKeyOrder(schema.default), `must result in valid metadata: ${shown}`)];
}

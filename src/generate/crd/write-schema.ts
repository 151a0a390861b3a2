import { copyJson, setKey, type JsonObject } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { isLeftOpen } from "../model/is-left-open.ts";
import type { Doc, Property, Type } from "../model/type.ts";
import { knownTypes } from "../read/known-types.ts";
import { applyTags, checkTagNames } from "./apply-tags.ts";
import { enumSchema } from "./enum-schema.ts";
import { keepsField } from "./keeps-field.ts";
import { isRequired, withoutRequirement } from "./requirement.ts";
import { withoutTypeOnly } from "./type-only.ts";
import { withoutUnionForm } from "./union-rules.ts";
import { unionSchema } from "./union-schema.ts";
import type { WriteContext } from "./write-context.ts";

/** The schema of a type. Comments on the way to it are applied from the inside out, so that a field's own say comes last. */
export function writeSchema(type: Type, context: WriteContext): JsonSchema {
  const write = typeWriters[type.kind] as Writer<Type["kind"]>;
  const before = context.problems.reports;
  const schema = write(type, context);
  // what is inside is unsure itself
  const isWhole = type.kind !== "object" && type.kind !== "array" && type.kind !== "map";
  if (type.kind === "refused" || (isWhole && context.problems.reports > before)) context.unsure?.add(schema);
  if (type.kind === "refused") return schema;
  context.origins.set(
    schema,
    context.origins.get(schema) ?? { position: type.position, keywords: new Map() },
  );
  if (type.nullable) schema.nullable = true;
  const docs = type.kind === "union" ? withoutUnionForm(type.docs) : type.docs;
  for (const doc of [...docs].reverse()) applyDoc(schema, doc, context);
  if (type.nullable && schema.enum) warnOfNull(schema, context);
  return schema;
}

/** A server refuses null wherever there is an `enum`, and so does one that a tag asks for. */
function warnOfNull(schema: JsonSchema, { origins, problems }: WriteContext): void {
  const origin = origins.get(schema);
  const position = origin?.keywords.get("enum") ?? origin?.position;
  if (!position) return;
  problems.warning(position, {
    code: "NULL_REFUSED",
    message: "null is one of the values of this type, and a server refuses it wherever there is an enum",
    hint: 'Write the choice as a union, "a" | "b" | null, or take null out of the type.',
  });
}

/** The schemas of properties, by name. */
export function propertySchemas(
  properties: readonly Property[],
  context: WriteContext,
): Record<string, JsonSchema> {
  const schemas: JsonObject = {};
  for (const property of properties) setKey(schemas, property.name, propertySchema(property, context));
  return schemas as Record<string, JsonSchema>;
}

/** The schema of a property: its own comment comes before those of its type. */
export function propertySchema({ type, doc, position }: Property, context: WriteContext): JsonSchema {
  // what tags say of it holds above the depth only
  if (isLeftOpen(type)) return writeSchema({ ...type, docs: [{ ...doc, tags: [] }] }, context);
  const own = withoutTypeOnly(withoutRequirement(doc), context.problems);
  const schema = writeSchema({ ...type, docs: [own, ...type.docs] }, context);
  const origin = context.origins.get(schema);
  context.origins.set(schema, { position, keywords: origin?.keywords ?? new Map() });
  return schema;
}

/** An object of properties, with what must be there and what may not be taken away. */
export function objectSchema(properties: readonly Property[], context: WriteContext): JsonSchema {
  const there = properties.filter((property) => property.type.kind !== "never");
  if (there.length === 0) return { type: "object" };
  const required = there.filter(isRequired).map(({ name }) => name);
  const rules = there.flatMap((property) => keepsField(property, context.problems));
  return {
    type: "object",
    properties: propertySchemas(there, context),
    ...(required.length > 0 ? { required: required.sort() } : {}),
    ...(rules.length > 0 ? { "x-kubernetes-validations": rules } : {}),
  };
}

/** What a comment says, then its tags; a field's rules come before those of its type. */
function applyDoc(schema: JsonSchema, { description, tags }: Doc, context: WriteContext): void {
  if (description !== "") schema.description = description;
  const inner = schema["x-kubernetes-validations"] ?? [];
  delete schema["x-kubernetes-validations"];
  applyTags(schema, tags, context);
  const own = schema["x-kubernetes-validations"] ?? [];
  const rules = [...own, ...inner.filter(({ rule }) => !own.some((known) => known.rule === rule))];
  if (rules.length > 0) schema["x-kubernetes-validations"] = rules;
}

type Writer<Kind extends Type["kind"]> = (
  type: Extract<Type, { kind: Kind }>,
  context: WriteContext,
) => JsonSchema;

/** Writers of types, by their kind. */
export const typeWriters: { readonly [Kind in Type["kind"]]: Writer<Kind> } = {
  schema: ({ schema }) => copyJson(schema),
  string: ({ kind }) => ({ type: kind }),
  boolean: ({ kind }) => ({ type: kind }),
  unknown: () => ({ "x-kubernetes-preserve-unknown-fields": true }),
  enum: enumSchema,
  pattern: ({ pattern }) => ({ type: "string", pattern }),
  array: arraySchema,
  map: ({ values }, context) => ({ type: "object", additionalProperties: writeSchema(values, context) }),
  object: ({ beside, properties }, context) => ({
    ...copyJson(beside ?? {}),
    ...objectSchema(properties, context),
  }),
  union: (type, context) => unionSchema(type, { context, propertySchema }),
  constant: (type, context) =>
    refused(type, "a constant that is a list or an object has no schema form", context),
  never: (type, context) => refused(type, '"never" has no values', context),
  refused({ docs }, context) {
    checkTagNames(
      docs.flatMap((doc) => doc.tags),
      context,
    );
    return { "x-kubernetes-preserve-unknown-fields": true };
  },
};

function refused({ position }: Type, message: string, { problems }: WriteContext): JsonSchema {
  problems.error(position, { code: "TYPE_UNSUPPORTED", message });
  return { "x-kubernetes-preserve-unknown-fields": true };
}

function arraySchema(type: Type & { kind: "array" }, context: WriteContext): JsonSchema {
  const { items, minItems, maxItems } = type;
  const schema = writeSchema(items, context);
  const isCondition =
    items.kind === "schema" && items.schema === knownTypes.Condition && schema.properties && !schema.nullable;
  return {
    type: "array",
    items: schema,
    ...(minItems === undefined ? {} : { minItems }),
    ...(maxItems === undefined ? {} : { maxItems }),
    // a list of conditions is a map by type, as Kubernetes' API conventions ask
    ...(isCondition ? { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] } : {}),
  };
}

import { copyJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { validateValue } from "../../kube/schema/validate.ts";
import type { Doc, Property, Tag, Type } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";
import { applyTags, requirementOf } from "./apply-tags.ts";

/** The schema of a type. Comments on the way to it are applied from the inside out, so that a field's own say wins. */
export function writeSchema(type: Type, problems: Problems): JsonSchema {
  const schema = bareSchema(type, problems);
  if (type.nullable) schema.nullable = true;
  for (const doc of [...type.docs].reverse()) applyTags(schema, doc, problems);
  const description = type.docs.find((doc) => doc.description !== "")?.description;
  if (description) schema.description = description;
  checkDefault(schema, type, problems);
  return schema;
}

function bareSchema(type: Type, problems: Problems): JsonSchema {
  switch (type.kind) {
    case "schema":
      return copyJson(type.schema);
    case "string":
    case "boolean":
      return { type: type.kind };
    case "unknown":
      return { "x-kubernetes-preserve-unknown-fields": true };
    case "embedded":
      return {
        type: "object",
        "x-kubernetes-embedded-resource": true,
        "x-kubernetes-preserve-unknown-fields": true,
      };
    case "enum":
      return enumSchema(type, problems);
    case "pattern":
      return { type: "string", pattern: type.pattern };
    case "array":
      return arraySchema(type, problems);
    case "map":
      return { type: "object", additionalProperties: writeSchema(type.values, problems) };
    case "object":
      return objectSchema(type.properties, problems);
    case "union":
      return unionSchema(type, problems);
  }
}

function enumSchema({ values, position }: Type & { kind: "enum" }, problems: Problems): JsonSchema {
  const kinds = new Set(
    values.map((value) =>
      typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : typeof value,
    ),
  );
  const [kind] = kinds;
  if (kinds.size !== 1)
    problems.error(position, {
      code: "TYPE_UNSUPPORTED",
      message: "the values of an enum must be of one type",
    });
  return { type: kind as "string" | "integer" | "number" | "boolean", enum: [...values] };
}

function arraySchema(type: Type & { kind: "array" }, problems: Problems): JsonSchema {
  const items = writeSchema(type.items, problems);
  const length = type.length === undefined ? {} : { minItems: type.length, maxItems: type.length };
  return { type: "array", items, ...length, ...conditionList(type.items) };
}

/** A list of conditions is a map by type, as Kubernetes' API conventions ask. */
function conditionList(items: Type): JsonSchema {
  const isCondition = items.kind === "schema" && items.schema.required?.includes("lastTransitionTime");
  return isCondition ? { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] } : {};
}

function objectSchema(properties: readonly Property[], problems: Problems): JsonSchema {
  const schema: JsonSchema = { type: "object" };
  if (properties.length === 0) return schema;
  schema.properties = Object.fromEntries(
    properties.map((property) => [property.name, propertySchema(property, problems)]),
  );
  const required = properties.filter(isRequired).map((property) => property.name);
  if (required.length > 0) schema.required = required.sort();
  const rules = properties
    .filter((property) => !isRequired(property) && hasTag(property, "immutable"))
    .map(keepsField);
  if (rules.length > 0) schema["x-kubernetes-validations"] = rules;
  return schema;
}

function propertySchema(property: Property, problems: Problems): JsonSchema {
  return writeSchema({ ...property.type, docs: [property.doc, ...property.type.docs] }, problems);
}

function isRequired(property: Property): boolean {
  const said = requirementOf(property.doc);
  return said === undefined ? !property.optional : said === "required";
}

/** An immutable field that may be absent cannot be taken away again: the rule on the field itself does not see that. */
function keepsField({ name }: Property): { rule: string; message: string } {
  return {
    rule: `!has(oldSelf.${name}) || has(self.${name})`,
    message: `${name} is immutable and cannot be removed`,
  };
}

function hasTag(property: Property, name: string): boolean {
  const of = (doc: Doc) => doc.tags.some((tag: Tag) => tag.name === name || tag.name === `+k8s:${name}`);
  return of(property.doc) || property.type.docs.some(of);
}

/**
 * Alternatives become the properties of all of them, and a `oneOf` that says which go together: by the value of a property that is a constant
 * in each, or by which of them are there. A property that is of several types is a problem.
 */
function unionSchema({ alternatives, position }: Type & { kind: "union" }, problems: Problems): JsonSchema {
  const merged = new Map<string, Property[]>();
  for (const property of alternatives.flat())
    merged.set(property.name, [...(merged.get(property.name) ?? []), property]);
  const discriminator = [...merged].find(
    ([, found]) =>
      found.length === alternatives.length &&
      found.every((property) => property.type.kind === "enum" && !property.optional),
  )?.[0];
  const properties: Record<string, JsonSchema> = {};
  for (const [name, found] of merged) {
    const schemas = found.map((property) => propertySchema(property, problems));
    const [first] = schemas;
    const texts = new Set(
      schemas.map((schema) => JSON.stringify(name === discriminator ? { ...schema, enum: [] } : schema)),
    );
    if (texts.size > 1)
      problems.error(position, {
        code: "TYPE_UNSUPPORTED",
        message: `"${name}" is of another type in each alternative of a union`,
      });
    if (first)
      properties[name] =
        name === discriminator
          ? { ...first, enum: [...new Set(schemas.flatMap((schema) => schema.enum ?? []))] }
          : first;
  }
  const always = [...merged]
    .filter(([, found]) => found.length === alternatives.length && found.every(isRequired))
    .map(([name]) => name);
  const oneOf = alternatives.map((alternative) => alternativeSchema(alternative, { discriminator, always }));
  return { type: "object", properties, oneOf, ...(always.length > 0 ? { required: always.sort() } : {}) };
}

function alternativeSchema(
  properties: readonly Property[],
  options: { discriminator: string | undefined; always: readonly string[] },
): JsonSchema {
  const { discriminator, always } = options;
  const required = properties
    .filter((property) => isRequired(property) && !always.includes(property.name))
    .map((property) => property.name);
  const constant = properties.find((property) => property.name === discriminator)?.type;
  return {
    ...(constant?.kind === "enum" && discriminator
      ? { properties: { [discriminator]: { enum: [...constant.values] } } }
      : {}),
    ...(required.length > 0 ? { required: required.sort() } : {}),
  };
}

function checkDefault(schema: JsonSchema, type: Type, problems: Problems): void {
  const tag = type.docs
    .flatMap((doc) => doc.tags)
    .find(({ name }) => name === "default" || name.endsWith("default"));
  if (schema.default === undefined || !tag) return;
  for (const error of validateValue(schema, schema.default, "default")) {
    problems.error(tag.position, {
      code: "DEFAULT_INVALID",
      message: `the default is not valid: ${error.message}`,
    });
  }
}

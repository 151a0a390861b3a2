import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { knownTypes } from "../read/known-types.ts";
import type { ImportTag } from "./import-tag.ts";
import { keywordTags, rawTags } from "./keyword-tags.ts";
import type { ModuleContext } from "./module-context.ts";
import { isNamedObject, literalsOf, placePart, shapePart } from "./shape.ts";
import { descriptionTag } from "./write-comment.ts";
import { writeText } from "./write-value.ts";

/** A type as it is written, and the tags of the place where it is used. */
export interface FieldType {
  readonly text: string;
  readonly tags: readonly ImportTag[];
  /** What the comment of the named type says, which holds where the place has none. */
  readonly description?: string | undefined;
}

/** A base type: its text, and what it says, so that tags need not. */
interface Base {
  readonly text: string;
  readonly says: JsonSchema;
  readonly tags?: readonly ImportTag[];
  readonly description?: string | undefined;
}

/** The type of a schema. `path` leads to it from the place whose comment holds the tags: `items.`. Its own description is left to the place. */
export function fieldType(schema: JsonSchema, context: ModuleContext, path = ""): FieldType {
  return typeOn(baseType(schema, context, path), schema, { context, path });
}

/** The type of the metadata of an object that the server takes as a whole, which knows more of it than the schema may say. */
export function metadataType(schema: JsonSchema, context: ModuleContext): FieldType {
  const base = { text: context.library("ObjectMeta"), says: knownTypes.ObjectMeta };
  return typeOn(base, schema, { context, path: "" });
}

function typeOn(
  { text, says, tags = [], description }: Base,
  schema: JsonSchema,
  { context, path }: { context: ModuleContext; path: string },
): FieldType {
  // a server refuses null wherever there is an enum
  const nullable = schema.nullable === true && schema.enum === undefined;
  if (context.isRaw(schema)) return { text: nullable ? `${text} | null` : text, tags: rawTags(schema, path) };
  const rest: JsonSchema = { ...schema };
  const absent: (keyof JsonSchema)[] = [];
  for (const key of Object.keys(says) as (keyof JsonSchema)[]) {
    if (equalJson(rest[key], says[key])) Reflect.deleteProperty(rest, key);
    else if (rest[key] === undefined) absent.push(key);
  }
  if (rest.description !== "") delete rest.description;
  if (nullable) delete rest.nullable;
  return {
    text: nullable ? `${text} | null` : text,
    tags: [...keywordTags(rest, { on: says, absent, path, literal: context.isLiteral }), ...tags],
    description,
  };
}

function baseType(schema: JsonSchema, context: ModuleContext, path: string): Base {
  const type = context.shapes.libraryOf(schema);
  if (type) {
    return {
      text: context.library(type.name, type.module),
      says: shapePart(type.schema),
      description: type.schema.description,
    };
  }
  const shape = context.shapes.of(schema);
  const name = shape && context.nameOf(shape);
  if (shape && name !== undefined) {
    const place = placePart(schema);
    const says: JsonSchema = { ...schema };
    for (const key of Object.keys(place)) Reflect.deleteProperty(says, key);
    if (shape.kind === "object") return { text: name, says, description: context.descriptionOf(shape) };
    return { text: name, says: shape.schema };
  }
  if (schema["x-kubernetes-int-or-string"]) return intOrString(schema, context);
  const literals = literalsOf(schema);
  if (literals && schema.type)
    return {
      text: literals.map(writeText).join(" | "),
      says: { type: schema.type, enum: [...literals] },
    };
  switch (schema.type) {
    case "array":
      return arrayType(schema, context, path);
    case "object":
      return objectType(schema, context, path);
    case "boolean":
      return { text: "boolean", says: { type: "boolean" } };
    case "string":
      return (
        known(schema, context, ["Time", "Base64", "Duration"]) ?? { text: "string", says: { type: "string" } }
      );
    case "integer":
      return known(schema, context, ["UInt32", "Int32", "Int64", "Integer"]) ?? unknownType();
    case "number":
      return known(schema, context, ["Float", "Double", "JsonNumber"]) ?? unknownType();
    default:
      return unknownType();
  }
}

/** The first alias whose schema the schema has. */
function known(
  schema: JsonSchema,
  context: ModuleContext,
  names: readonly (keyof typeof knownTypes)[],
): Base | undefined {
  const name = names.find((candidate) =>
    Object.entries(knownTypes[candidate]).every(([key, value]) =>
      equalJson(schema[key as keyof JsonSchema], value),
    ),
  );
  return name && { text: context.library(name), says: knownTypes[name] };
}

function intOrString(schema: JsonSchema, context: ModuleContext): Base {
  return (
    known(schema, context, ["Quantity"]) ?? {
      text: context.library("IntOrString"),
      says: knownTypes.IntOrString,
    }
  );
}

function arrayType(
  { items, "x-kubernetes-list-type": listType }: JsonSchema,
  context: ModuleContext,
  path: string,
): Base {
  if (!items)
    return {
      text: "unknown[]",
      says: { type: "array", items: { "x-kubernetes-preserve-unknown-fields": true } },
    };
  const inner = innerType(items, context, `${path}items.`);
  const text = / \| /.test(inner.text) ? `(${inner.text})[]` : `${inner.text}[]`;
  const isConditions = context.shapes.libraryOf(items)?.schema === knownTypes.Condition;
  const isMap = listType === undefined || listType === "map";
  const says: JsonSchema = { type: "array", items, ...(isConditions && isMap ? conditionsSay : {}) };
  return { text, says, tags: inner.tags };
}

/** What the generator says of a list of conditions by itself, unless a tag says otherwise. */
const conditionsSay: JsonSchema = {
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["type"],
};

function objectType(schema: JsonSchema, context: ModuleContext, path: string): Base {
  const { additionalProperties: values } = schema;
  if (typeof values === "object") {
    const inner = innerType(values, context, `${path}values.`);
    return {
      text: `Record<string, ${inner.text}>`,
      says: { type: "object", additionalProperties: values },
      tags: inner.tags,
    };
  }
  if (values === true)
    return {
      text: "Record<string, unknown>",
      says: { type: "object", additionalProperties: { "x-kubernetes-preserve-unknown-fields": true } },
    };
  if (schema["x-kubernetes-preserve-unknown-fields"] === true)
    return { text: context.library("RawExtension"), says: knownTypes.RawExtension };
  // fields beside values are no structural schema: they are passed on as they are
  return { text: isNamedObject(schema) ? "object" : "Record<string, never>", says: { type: "object" } };
}

function unknownType(): Base {
  return {
    text: "unknown",
    says: { "x-kubernetes-preserve-unknown-fields": true },
  };
}

/** The type of what is inside a list or a map: it has no comment of its own, so its description is a tag. */
function innerType(schema: JsonSchema, context: ModuleContext, path: string): FieldType {
  const inner = fieldType(schema, context, path);
  if (inner.description === schema.description) return inner;
  return { ...inner, tags: [descriptionTag(path, schema.description), ...inner.tags] };
}

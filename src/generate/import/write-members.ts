import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { rootFields } from "./collect-shapes.ts";
import type { ImportTag } from "./import-tag.ts";
import type { ModuleContext } from "./module-context.ts";
import { descriptionTag, writeComment } from "./write-comment.ts";
import { fieldType, metadataType, type FieldType } from "./write-field.ts";
import { propertyName } from "./write-value.ts";

/** The properties of an object, one a line with its comment. */
export function writeMembers(
  schema: JsonSchema,
  context: ModuleContext,
  { leftOut = [], indent = "  " }: { leftOut?: readonly string[]; indent?: string } = {},
): string {
  const { properties = {}, required = [] } = schema;
  const isResource = schema["x-kubernetes-embedded-resource"] === true;
  const members = Object.entries(properties)
    .filter(([name]) => !leftOut.includes(name))
    .map(([name, property]) => {
      const type =
        isResource && name === "metadata" ? metadataType(property, context) : fieldType(property, context);
      return writeMember(name, property, { required, type, indent });
    });
  if (isResource) members.unshift(...impliedMembers(schema, { context, indent }));
  if (schema["x-kubernetes-preserve-unknown-fields"] === true)
    members.push(`${indent}[key: string]: unknown;\n`);
  return members.join("");
}

/** What the server asks of an object that it takes as a whole and the schema does not list: no schema is to come of it. */
function impliedMembers(
  { properties = {}, required = [] }: JsonSchema,
  { context, indent }: { context: ModuleContext; indent: string },
): string[] {
  return rootFields
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => {
      const isMetadata = name === "metadata";
      const isRequired = !isMetadata || required.includes(name);
      const type = isMetadata ? context.library("ObjectMeta") : "string";
      return `${indent}/** @ignore */\n${indent}${name}${isRequired ? "" : "?"}: ${type};\n`;
    });
}

function writeMember(
  name: string,
  schema: JsonSchema,
  { required, type, indent }: { required: readonly string[]; type: FieldType; indent: string },
): string {
  const isRequired = required.includes(name);
  const mayBeLeftOut = !isRequired || schema.default !== undefined;
  const tags: ImportTag[] = [
    ...(isRequired && mayBeLeftOut ? [{ name: "required", text: "" }] : []),
    ...(mayBeLeftOut ? type.tags : type.tags.map(withImmutable)),
  ];
  const described = schema.description === type.description ? undefined : schema.description || undefined;
  if (schema.description === undefined && type.description !== undefined)
    tags.unshift(descriptionTag("", ""));
  const comment = writeComment(described, tags, indent);
  return `${comment}${indent}${propertyName(name)}${mayBeLeftOut ? "?" : ""}: ${type.text};\n`;
}

/** The short form of the rule that a value cannot change; of one that may be left out it says more than the rule. */
function withImmutable(tag: ImportTag): ImportTag {
  const isRule =
    tag.name === "validation" && tag.text === 'rule="self == oldSelf", message="field is immutable"';
  return isRule ? { name: "immutable", text: "" } : tag;
}

import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { ImportTag } from "./import-tag.ts";
import type { ModuleContext } from "./module-context.ts";
import { descriptionTag, writeComment } from "./write-comment.ts";
import { fieldType } from "./write-field.ts";
import { propertyName } from "./write-value.ts";

/** The properties of an object, one a line with its comment. */
export function writeMembers(
  schema: JsonSchema,
  context: ModuleContext,
  { leftOut = [], indent = "  " }: { leftOut?: readonly string[]; indent?: string } = {},
): string {
  const members = Object.entries(schema.properties ?? {})
    .filter(([name]) => !leftOut.includes(name))
    .map(([name, property]) =>
      writeMember(name, property, { required: schema.required ?? [], context, indent }),
    );
  if (schema["x-kubernetes-preserve-unknown-fields"] === true)
    members.push(`${indent}[key: string]: unknown;\n`);
  return members.join("");
}

function writeMember(
  name: string,
  schema: JsonSchema,
  { required, context, indent }: { required: readonly string[]; context: ModuleContext; indent: string },
): string {
  const type = fieldType(schema, context);
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

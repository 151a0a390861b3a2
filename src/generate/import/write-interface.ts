import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { ImportTag } from "./import-tag.ts";
import { keywordTags } from "./keyword-tags.ts";
import type { ModuleContext } from "./module-context.ts";
import { literalsOf, type Shape } from "./shape.ts";
import { descriptionTag, writeComment } from "./write-comment.ts";
import { fieldType } from "./write-field.ts";
import { printWidth, propertyName, writeText } from "./write-value.ts";

/** The declaration of a shape under its name. */
export function writeShape(shape: Shape, name: string, context: ModuleContext): string {
  if (shape.kind === "enum") return writeEnum(shape, name);
  const { schema } = shape;
  const comment = writeComment(context.descriptionOf(shape), typeTags(schema), "");
  return `${comment}export interface ${name} {\n${writeMembers(schema, context)}}\n`;
}

/** The tags of an object as a whole: what its properties do not say. */
export function typeTags(schema: JsonSchema): ImportTag[] {
  const { properties = {}, required } = schema;
  const declared = (required ?? []).filter((name) => Object.hasOwn(properties, name)).sort();
  const says: JsonSchema = { type: "object", ...(declared.length > 0 ? { required: declared } : {}) };
  const rest: JsonSchema = { ...schema };
  delete rest.properties;
  if (rest.description !== "") delete rest.description;
  if (rest["x-kubernetes-preserve-unknown-fields"] === true)
    delete rest["x-kubernetes-preserve-unknown-fields"];
  if (equalJson(rest.required, says.required)) delete rest.required;
  if (rest.type === "object") delete rest.type;
  const absent: (keyof JsonSchema)[] = schema.type === undefined ? ["type"] : [];
  return keywordTags(rest, { on: { type: "object" }, absent });
}

/** The properties of an object, one a line with its comment; two spaces deep. */
export function writeMembers(
  schema: JsonSchema,
  context: ModuleContext,
  leftOut: readonly string[] = [],
): string {
  const members = Object.entries(schema.properties ?? {})
    .filter(([name]) => !leftOut.includes(name))
    .map(([name, property]) => writeMember(name, property, { required: schema.required ?? [], context }));
  if (schema["x-kubernetes-preserve-unknown-fields"] === true) members.push("  [key: string]: unknown;\n");
  return members.join("");
}

function writeMember(
  name: string,
  schema: JsonSchema,
  { required, context }: { required: readonly string[]; context: ModuleContext },
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
  const comment = writeComment(described, tags, "  ");
  return `${comment}  ${propertyName(name)}${mayBeLeftOut ? "?" : ""}: ${type.text};\n`;
}

/** The short form of the rule that a value cannot change; of one that may be left out it says more than the rule. */
function withImmutable(tag: ImportTag): ImportTag {
  const isRule =
    tag.name === "validation" && tag.text === 'rule="self == oldSelf", message="field is immutable"';
  return isRule ? { name: "immutable", text: "" } : tag;
}

/** A union of literals, one a line when they do not fit on one. */
function writeEnum({ schema }: Shape, name: string): string {
  const values = (literalsOf(schema) ?? []).map(writeText);
  const line = `export type ${name} = ${values.join(" | ")};\n`;
  if (line.length - 1 <= printWidth) return line;
  const second = `  ${values.join(" | ")};\n`;
  if (second.length - 1 <= printWidth) return `export type ${name} =\n${second}`;
  return `export type ${name} =\n${values.map((value) => `  | ${value}`).join("\n")};\n`;
}

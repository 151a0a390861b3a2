import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { rootFields } from "./collect-shapes.ts";
import { jsonText, type ImportTag } from "./import-tag.ts";
import { rawTags } from "./keyword-tags.ts";
import type { ModuleContext } from "./module-context.ts";
import { hasCustomResourceForm } from "./custom-resource-form.ts";
import { descriptionTag, writeComment } from "./write-comment.ts";
import { typeTags } from "./type-tags.ts";
import { writeMembers } from "./write-members.ts";
import { printWidth } from "./write-value.ts";

/** The interface of a kind. What the generator says of root fields by itself (`silent`) is left to it. */
export function writeRoot(
  name: string,
  schema: JsonSchema,
  { context, silent }: { context: ModuleContext; silent: Readonly<Record<string, string>> },
): string {
  const tags = context.isRaw(schema) ? rawTags(schema) : typeTags(schema, context);
  const comment = writeComment(schema.description || undefined, tags, "");
  const { text, broken, covered } = heritageOf(schema, context);
  const own = { ...schema, properties: withoutRootFields(schema) };
  const members =
    writeRootFields(schema, { context, silent }) + writeMembers(own, context, { leftOut: covered });
  const close = members === "" ? "}\n" : `\n${members}}\n`;
  const line = `export interface ${name} extends ${text} {`;
  const fits = line.length + (members === "" ? 1 : 0) <= printWidth;
  return `${comment}${fits ? line : `export interface ${name} extends ${broken} {`}${close}`;
}

function withoutRootFields({ properties = {} }: JsonSchema): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !rootFields.includes(name)));
}

interface Heritage {
  readonly text: string;
  /** For one that does not fit on a line. */
  readonly broken: string;
  /** Properties that it brings. */
  readonly covered: readonly string[];
}

/** What a kind extends: `CustomResource` where spec and status are as it has them. */
function heritageOf(schema: JsonSchema, context: ModuleContext): Heritage {
  const { spec, status } = schema.properties ?? {};
  const parts = [spec, status].flatMap((part) => (part ? [part] : []));
  const names = hasCustomResourceForm(schema) ? parts.flatMap((part) => nameOf(part, context) ?? []) : [];
  if (names.length === 0 || names.length < parts.length) {
    const text = context.library("KubernetesObject");
    return { text, broken: text, covered: [] };
  }
  const base = context.library("CustomResource");
  return {
    text: `${base}<${names.join(", ")}>`,
    broken: `${base}<\n${names.map((name) => `  ${name}`).join(",\n")}\n>`,
    covered: ["spec", "status"],
  };
}

/** The name of a shape whose comment says what is said here. */
function nameOf(schema: JsonSchema, context: ModuleContext): string | undefined {
  const shape = context.shapes.of(schema);
  return shape && context.descriptionOf(shape) === schema.description ? context.nameOf(shape) : undefined;
}

/** apiVersion, kind and metadata, where the schema says more of them than that they are there. */
function writeRootFields(
  schema: JsonSchema,
  { context, silent: own }: { context: ModuleContext; silent: Readonly<Record<string, string>> },
): string {
  return rootFields
    .map((name) => {
      const property = schema.properties?.[name];
      if (!property) return "";
      const isRequired = schema.required?.includes(name) ?? false;
      const isMetadata = name === "metadata";
      const tags = rootFieldTags(property, isMetadata);
      const { description } = property;
      const isSilent = description === (own[name] || undefined);
      if (isSilent && !isRequired && tags.length === 0) return "";
      const type = isMetadata ? context.library("ObjectMeta") : "string";
      return `${writeComment(isSilent ? undefined : description || undefined, tags, "  ")}  ${name}${isRequired ? "" : "?"}: ${type};\n`;
    })
    .join("");
}

function rootFieldTags(schema: JsonSchema, isMetadata: boolean): ImportTag[] {
  const { description, type, ...rest } = schema;
  const raw: Record<string, unknown> = { ...rest };
  if (type !== (isMetadata ? "object" : "string")) raw.type = type ?? null;
  if (description === "") raw.description = "";
  // the generator has words of its own for those of which nothing is said
  const silent = !isMetadata && description === undefined ? [descriptionTag("", "")] : [];
  return Object.keys(raw).length > 0 ? [...silent, { name: "schema", text: jsonText(raw) }] : silent;
}

import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { FieldDoc } from "./api-docs.ts";
import { constraintsOf, isImmutable, rulesOf } from "./constraints.ts";
import { innerSchema, typeText } from "./type-text.ts";

/** What every object has, whatever its kind. */
const everyObject = ["apiVersion", "kind", "metadata"];
/** Below so many fields, it is easier to read them again than to follow a link. */
const worthALink = 3;

interface Context {
  readonly version: string;
  readonly anchors: Set<string>;
  /** Fields by what they hold, with the first field that holds it. */
  readonly seen: Map<string, { path: string; anchor: string }>;
}

/** The fields of a kind's version, in the order of the schema; those of every object are left out. */
export function readFields(schema: JsonSchema, version: string): FieldDoc[] {
  const { apiVersion: _a, kind: _k, metadata: _m, ...properties } = schema.properties ?? {};
  const context = { version, anchors: new Set<string>(), seen: new Map() };
  const required = (schema.required ?? []).filter((name) => !everyObject.includes(name));
  return fieldsOf({ ...schema, properties, required }, "", context);
}

/** Required ones first: they are what a reader must know. */
function fieldsOf(
  { properties = {}, required = [] }: JsonSchema,
  path: string,
  context: Context,
): FieldDoc[] {
  const fields = Object.entries(properties).map(([name, schema]) =>
    readField(schema, {
      name,
      path: path ? `${path}.${name}` : name,
      required: required.includes(name),
      context,
    }),
  );
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}

function readField(
  schema: JsonSchema,
  { name, path, required, context }: { name: string; path: string; required: boolean; context: Context },
): FieldDoc {
  const anchor = freeAnchor(path, context);
  const { text, deprecated } = splitDeprecated(schema.description ?? "");
  const { default: value, example } = schema;
  return {
    name,
    path,
    anchor,
    type: typeText(schema),
    required,
    immutable: schema["x-kubernetes-validations"]?.some(({ rule }) => isImmutable(rule)) ?? false,
    description: text,
    deprecated,
    default: value === undefined ? undefined : shown(value),
    example: example === undefined ? undefined : shown(example),
    values: (innerSchema(schema).schema.enum ?? []).map(shown),
    constraints: constraintsOf(schema),
    rules: rulesOf(schema),
    link: linkOf(schema),
    ...readBelow(schema, { path, anchor, context }),
  };
}

function readBelow(
  schema: JsonSchema,
  { path, anchor, context }: { path: string; anchor: string; context: Context },
): Pick<FieldDoc, "fields" | "sameAs"> {
  const { schema: inner, suffix } = innerSchema(schema);
  const { properties = {}, required = [] } = inner;
  const key = JSON.stringify([properties, required]);
  const known = context.seen.get(key);
  if (known && Object.keys(properties).length >= worthALink) return { fields: [], sameAs: known };
  if (!known) context.seen.set(key, { path, anchor });
  return { fields: fieldsOf(inner, path + suffix, context), sameAs: undefined };
}

/** Where a schema says that there is more to read. */
export function linkOf({ externalDocs }: JsonSchema): FieldDoc["link"] {
  const { url, description } = externalDocs ?? {};
  return url === undefined ? undefined : { url, text: description?.trim() || "More about it" };
}

function freeAnchor(path: string, { version, anchors }: Context): string {
  const base = `${version}-${path.replaceAll(/\[\]|\.\*/g, "").replaceAll(/[^\w.-]/g, "-")}`;
  let anchor = base;
  for (let count = 2; anchors.has(anchor); count++) anchor = `${base}-${count}`;
  anchors.add(anchor);
  return anchor;
}

/** The paragraph that a deprecation is by custom; the generator writes one for `@deprecated`. */
function splitDeprecated(description: string): { text: string; deprecated: string | undefined } {
  const [, before = "", reason, after = ""] =
    /^([^]*?)(?:^|\n)Deprecated: ?(.*)([^]*)$/.exec(description) ?? [];
  if (reason === undefined) return { text: description, deprecated: undefined };
  return { text: `${before}${after}`.trim(), deprecated: reason };
}

/** A value as a reader writes it: a string without quotes, unless that would be something else. */
function shown(value: unknown): string {
  const plain = typeof value === "string" && /^[A-Za-z_/.][\w/.:-]*$/.test(value);
  return plain && !/^(true|false|null)$/.test(value) ? value : JSON.stringify(value);
}

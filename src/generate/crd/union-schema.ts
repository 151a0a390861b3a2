import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Alternative, Literal, Property, Type } from "../model/type.ts";
import { isRequired } from "./requirement.ts";
import type { WriteContext } from "./write-context.ts";

interface UnionContext {
  readonly context: WriteContext;
  /** Writes a property: here, so that schemas of objects and of unions need not know one another. */
  readonly propertySchema: (property: Property, context: WriteContext) => JsonSchema;
}

/** One alternative, as a junctor says it. */
interface Branch {
  readonly values: readonly Literal[];
  readonly required: readonly string[];
  readonly never: readonly string[];
  readonly names: readonly string[];
}

/**
 * Alternatives become the properties of all of them, and a `oneOf` that says which go together: by the value of a property that is a constant in each, or by
 * which of them are there. A property that is of several types is a problem, and so are alternatives that cannot be told apart.
 */
export function unionSchema(
  { alternatives, position }: Type & { kind: "union" },
  { context, propertySchema }: UnionContext,
): JsonSchema {
  const merged = new Map<string, Property[]>();
  for (const property of alternatives.flatMap(({ properties }) => properties))
    merged.set(property.name, [...(merged.get(property.name) ?? []), property]);
  const discriminator = discriminatorOf(merged, alternatives.length);
  const properties: Record<string, JsonSchema> = {};
  for (const [name, found] of merged) {
    const schemas = found.map((property) => propertySchema(property, context));
    const schema = name === discriminator ? joinEnums(schemas) : onlyOne(name, found, { schemas, context });
    if (schema) properties[name] = schema;
    const [first] = schemas;
    const origin = first && context.origins.get(first);
    if (schema && origin) context.origins.set(schema, origin);
  }
  const always = [...merged]
    .filter(([, found]) => found.length === alternatives.length && found.every(isRequired))
    .map(([name]) => name);
  const branches = alternatives.map((alternative) => branchOf(alternative, { discriminator, always }));
  const oneOf = branches.map((branch, index) => writeBranch(branch, { branches, index, discriminator }));
  if (new Set(oneOf.map((branch) => JSON.stringify(branch))).size < oneOf.length) {
    context.problems.error(position, {
      code: "TYPE_UNSUPPORTED",
      message: "the alternatives of this union cannot be told apart by their properties",
      hint: 'Give each a property of its own that must be there, or one with a constant: kind: "a" and kind: "b".',
    });
  }
  return { type: "object", properties, oneOf, ...(always.length > 0 ? { required: always.sort() } : {}) };
}

/** A property that is there in every alternative, with a constant (or several) that no two share. */
function discriminatorOf(
  merged: ReadonlyMap<string, readonly Property[]>,
  count: number,
): string | undefined {
  return [...merged].find(([, found]) => {
    const values = found.flatMap(({ type }) => (type.kind === "enum" ? type.values : []));
    const constant = found.every((property) => property.type.kind === "enum" && isRequired(property));
    return found.length === count && constant && new Set(values).size === values.length;
  })?.[0];
}

function joinEnums(schemas: readonly JsonSchema[]): JsonSchema {
  const description = schemas.find((schema) => schema.description !== undefined)?.description;
  const values = schemas.flatMap((schema) => schema.enum ?? (schema.type === "boolean" ? [true, false] : []));
  return { ...schemas[0], ...(description === undefined ? {} : { description }), enum: [...new Set(values)] };
}

/** The schema that all alternatives have for a property; descriptions may differ, and the first is kept. */
function onlyOne(
  name: string,
  found: readonly Property[],
  { schemas, context }: { schemas: readonly JsonSchema[]; context: WriteContext },
): JsonSchema | undefined {
  const [first, ...others] = schemas;
  const textOf = (schema: JsonSchema | undefined) => JSON.stringify({ ...schema, description: "" });
  const other = others.findIndex((schema) => textOf(schema) !== textOf(first));
  const property = found[other + 1];
  if (other >= 0 && property) {
    context.problems.error(property.position, {
      code: "TYPE_UNSUPPORTED",
      message: `"${name}" is of another type in another alternative of the union`,
      hint: "A schema has one type for a property: give them different names.",
    });
  }
  return first;
}

function branchOf(
  { properties, never }: Alternative,
  { discriminator, always }: { discriminator: string | undefined; always: readonly string[] },
): Branch {
  const constant = properties.find(({ name }) => name === discriminator)?.type;
  return {
    values: constant?.kind === "enum" ? constant.values : [],
    required: properties
      .filter((property) => isRequired(property) && !always.includes(property.name))
      .map(({ name }) => name),
    never,
    names: properties.map(({ name }) => name),
  };
}

/**
 * What holds of one alternative only. Where everything that it asks for is asked for by another one too, that one's own properties
 * are excluded: else an object of the other would be both.
 */
function writeBranch(
  branch: Branch,
  {
    branches,
    index,
    discriminator,
  }: { branches: readonly Branch[]; index: number; discriminator: string | undefined },
): JsonSchema {
  const covered = discriminator
    ? []
    : branches.filter(
        (other, at) => at !== index && branch.required.every((name) => other.required.includes(name)),
      );
  const excluded = covered.flatMap((other) => other.required.filter((name) => !branch.names.includes(name)));
  const forbidden = [...new Set([...branch.never, ...excluded])].sort();
  return {
    ...(discriminator ? { properties: { [discriminator]: { enum: [...branch.values] } } } : {}),
    ...(branch.required.length > 0 ? { required: [...branch.required].sort() } : {}),
    ...(forbidden.length > 0 ? { not: { anyOf: forbidden.map((name) => ({ required: [name] })) } } : {}),
  };
}

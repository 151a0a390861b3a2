import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Alternative, Property, Type } from "../model/type.ts";
import { keepsField } from "./keeps-field.ts";
import { isRequired } from "./requirement.ts";
import { unionForm, unionRules, type Branch } from "./union-rules.ts";
import type { WriteContext } from "./write-context.ts";

interface UnionContext {
  readonly context: WriteContext;
  /** Writes a property: here, so that schemas of objects and of unions need not know one another. */
  readonly propertySchema: (property: Property, context: WriteContext) => JsonSchema;
}

/**
 * Alternatives become the properties of all of them, and a `oneOf` that says which go together: by the value of a property that is a constant in each, or by
 * which of them are there. A property that is of several types is a problem, and so are alternatives that cannot be told apart.
 */
export function unionSchema(
  { alternatives, written: position, docs }: Type & { kind: "union" },
  { context, propertySchema }: UnionContext,
): JsonSchema {
  const merged = new Map<string, Property[]>();
  for (const property of alternatives.flatMap(({ properties }) => properties))
    merged.set(property.name, [...(merged.get(property.name) ?? []), property]);
  const discriminator = discriminatorOf(merged, alternatives.length);
  const properties = joinProperties(merged, { discriminator, context, propertySchema });
  const always = [...merged]
    .filter(([, found]) => found.length === alternatives.length && found.every(isRequired))
    .map(([name]) => name);
  // a server sets it in every alternative
  const isDefaulted = (name: string) => properties[name]?.default !== undefined;
  if (discriminator === undefined)
    refuseDefaults(merged, { isDefaulted, count: alternatives.length, context });
  const branches = toldApart(
    alternatives.map((alternative) => branchOf(alternative, { discriminator, always })),
    { discriminator, isDefaulted },
  );
  const oneOf = branches.map((branch) => writeBranch(branch, discriminator));
  if (new Set(oneOf.map((branch) => JSON.stringify(branch))).size < oneOf.length) {
    context.problems.error(position, {
      code: "TYPE_UNSUPPORTED",
      message: "the alternatives of this union cannot be told apart by their properties",
      hint: 'Give each a property of its own that must be there, or one with a constant: kind: "a" and kind: "b".',
    });
  }
  const kept = [...merged.values()].flatMap(([property]) =>
    property && !always.includes(property.name)
      ? keepsField({ ...property, optional: true }, context.problems)
      : [],
  );
  const rules =
    unionForm(docs, context.problems) === "cel"
      ? unionRules(branches, { discriminator, isDefaulted })
      : undefined;
  if (typeof rules === "string") {
    context.problems.error(position, {
      code: "TYPE_UNSUPPORTED",
      message: `rules cannot reach a property named "${rules}": expected "@union oneOf"`,
    });
  }
  const validations = [...(typeof rules === "object" ? rules : []), ...kept];
  return {
    type: "object",
    properties,
    ...(rules === undefined ? { oneOf } : {}),
    ...(validations.length > 0 ? { "x-kubernetes-validations": validations } : {}),
    ...(always.length > 0 ? { required: always.sort() } : {}),
  };
}

/** Each property once, whatever alternatives have it. */
function joinProperties(
  merged: ReadonlyMap<string, readonly Property[]>,
  options: UnionContext & { discriminator: string | undefined },
): Record<string, JsonSchema> {
  const { discriminator, context, propertySchema } = options;
  const properties: Record<string, JsonSchema> = {};
  for (const [name, found] of merged) {
    const schemas = found.map((property) => propertySchema(property, context));
    const same = name === discriminator ? schemas.map(({ enum: _values, ...rest }) => rest) : schemas;
    const schema = onlyOne(name, found, { schemas: same, context });
    if (schema && name === discriminator) Object.assign(schema, joinEnums(schemas));
    if (schema) properties[name] = schema;
    const [first] = schemas;
    const origin = first && context.origins.get(first);
    if (schema && origin) context.origins.set(schema, origin);
  }
  return properties;
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
  return { ...(description === undefined ? {} : { description }), enum: [...new Set(values)] };
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
 * Beside a discriminator, what belongs to other alternatives only is excluded, as Kubernetes' API conventions ask of unions. Without one: where everything
 * that an alternative asks for is asked for by another one too, that one's own properties are, else an object of the other would be both.
 */
function toldApart(
  branches: readonly Branch[],
  {
    discriminator,
    isDefaulted,
  }: { discriminator: string | undefined; isDefaulted: (name: string) => boolean },
): Branch[] {
  return branches.map((branch) => {
    const foreign =
      discriminator === undefined
        ? branches
            .filter(
              (other) => other !== branch && branch.required.every((name) => other.required.includes(name)),
            )
            .flatMap(({ required }) => required)
        : branches.flatMap(({ names }) => names).filter((name) => !isDefaulted(name));
    const excluded = foreign.filter((name) => !branch.names.includes(name));
    return { ...branch, never: [...new Set([...branch.never, ...excluded])].sort() };
  });
}

/** Where alternatives are told apart by what is there, a default would make one hold always. */
function refuseDefaults(
  merged: ReadonlyMap<string, readonly Property[]>,
  options: { isDefaulted: (name: string) => boolean; count: number; context: WriteContext },
): void {
  const { isDefaulted, count, context } = options;
  for (const [name, found] of merged) {
    const [property] = found;
    if (!property || !isDefaulted(name) || found.length === count) continue;
    context.problems.error(property.position, {
      code: "TYPE_UNSUPPORTED",
      message: `"${name}" of one alternative of a union has a default, so that it would be there in the others too`,
      hint: 'Take the default away, or give each alternative a constant: kind: "a" and kind: "b".',
    });
  }
}

/** What holds of one alternative only. */
function writeBranch({ values, required, never }: Branch, discriminator: string | undefined): JsonSchema {
  return {
    ...(discriminator === undefined ? {} : { properties: { [discriminator]: { enum: [...values] } } }),
    ...(required.length > 0 ? { required: [...required].sort() } : {}),
    ...(never.length > 0 ? { not: { anyOf: never.map((name) => ({ required: [name] })) } } : {}),
  };
}

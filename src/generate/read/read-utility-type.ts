import type { ts } from "ts-morph";
import { asObject } from "../model/as-object.ts";
import { noDoc, type Literal, type ObjectType, type Property, type Type } from "../model/type.ts";
import { knownTypes } from "./known-types.ts";
import { positionOf } from "./problems.ts";
import { readArray, refuse, type Reference, type TypeContext } from "./type-context.ts";

interface Place {
  readonly node: Reference;
  readonly context: TypeContext;
}

/** Types without arguments, by their schema. */
const plain: Readonly<Record<string, keyof typeof knownTypes>> = { Date: "Time", Uint8Array: "Base64" };

const unary: Readonly<Record<string, (type: ts.TypeNode, at: Place) => Type | undefined>> = {
  Array: readArray,
  ReadonlyArray: readArray,
  Readonly: (type, { context }) => context.readType(type, context),
  NonNullable: (type, { context }) => withoutNull(context.readType(type, context)),
  Partial: (type, { context }) => mapObject(type, context, (properties) => withOptional(properties, true)),
  Required: (type, { context }) => mapObject(type, context, (properties) => withOptional(properties, false)),
};

const binary: Readonly<
  Record<string, (types: readonly [ts.TypeNode, ts.TypeNode], at: Place) => Type | undefined>
> = {
  Record: readRecord,
  Pick: (types, at) => readSelection(types, { ...at, picked: true }),
  Omit: (types, at) => readSelection(types, { ...at, picked: false }),
  Extract: (types, at) => readChoice(types, { ...at, kept: true }),
  Exclude: (types, at) => readChoice(types, { ...at, kept: false }),
};

/** Names of TypeScript's own types that have a schema form. */
export const utilityTypes: readonly string[] = [plain, unary, binary].flatMap((table) => Object.keys(table));

/** Reads one of {@link utilityTypes}. */
export function readUtilityType(name: string, at: Place): Type | undefined {
  const known = plain[name];
  const [first, second] = at.node.typeArguments ?? [];
  if (known) return { kind: "schema", schema: knownTypes[known], position: positionOf(at.node), docs: [] };
  const [one, two] = [unary[name], binary[name]];
  if (one && first) return one(first, at);
  if (two && first && second) return two([first, second], at);
  const expected = two ? 2 : 1;
  return refuse(at.node, at.context, {
    message: `"${at.node.getText()}" has ${at.node.typeArguments?.length ?? 0} type arguments: expected ${expected}`,
  });
}

function readRecord(
  [key, value]: readonly [ts.TypeNode, ts.TypeNode],
  { node, context }: Place,
): Type | undefined {
  const keys = context.readType(key, context);
  const values = context.readType(value, context);
  const common = { position: positionOf(node), docs: [] };
  if (!keys || !values) return undefined;
  if (keys.docs.some((doc) => doc.tags.length > 0) || keys.kind === "pattern") {
    return refuse(key, context, {
      message: "a schema cannot say what the keys of a map look like",
      hint: "Use Record<string, …> and a rule: @validation self.all(key, key.matches('^[a-z]+$'))",
    });
  }
  if (keys.kind === "string" && values.kind === "never") return { ...common, kind: "object", properties: [] };
  if (keys.kind === "string") return { ...common, kind: "map", values };
  if (keys.kind !== "enum" || keys.values.some((name) => typeof name !== "string"))
    return refuse(key, context, { message: `keys of a map must be "string", found "${key.getText()}"` });
  const properties = keys.values.map((name): Property => ({
    name: String(name),
    type: values,
    optional: false,
    doc: noDoc,
    position: values.position,
  }));
  return { ...common, kind: "object", properties };
}

/** `Pick` and `Omit`. */
function readSelection(
  [object, key]: readonly [ts.TypeNode, ts.TypeNode],
  { context, picked }: Place & { picked: boolean },
): Type | undefined {
  const keys = context.readType(key, context);
  if (!keys) return undefined;
  if (keys.kind !== "enum")
    return refuse(key, context, { message: `"${key.getText()}" is no list of property names` });
  return mapObject(object, context, (properties) => {
    const missing = keys.values.filter((name) => !properties.some((property) => property.name === name));
    if (picked && missing.length > 0)
      refuse(key, context, {
        message: `"${object.getText()}" has no property ${missing.map((name) => `"${name}"`).join(", ")}`,
      });
    return properties.filter(({ name }) => keys.values.includes(name) === picked);
  });
}

/** `Extract` and `Exclude`, of literals. */
function readChoice(
  [all, chosen]: readonly [ts.TypeNode, ts.TypeNode],
  { node, context, kept }: Place & { kept: boolean },
): Type | undefined {
  const [type, choice] = [context.readType(all, context), context.readType(chosen, context)];
  if (!type || !choice) return undefined;
  if (type.kind !== "enum" || choice.kind !== "enum")
    return refuse(node, context, { hint: "It is evaluated for unions of literals only." });
  const allowed: readonly Literal[] = choice.values;
  const values = type.values.filter((value) => allowed.includes(value) === kept);
  return values.length > 0
    ? { ...type, values }
    : refuse(node, context, { message: `"${node.getText()}" has no values` });
}

function mapObject(
  node: ts.TypeNode,
  context: TypeContext,
  change: (properties: readonly Property[]) => readonly Property[],
): Type | undefined {
  const type = context.readType(node, context);
  const object: ObjectType | undefined = type && asObject(type);
  if (object) return { ...object, properties: change(object.properties) };
  return type && refuse(node, context, { message: `"${node.getText()}" is no object with named properties` });
}

function withOptional(properties: readonly Property[], optional: boolean): readonly Property[] {
  return properties.map((property) => ({ ...property, optional }));
}

function withoutNull(type: Type | undefined): Type | undefined {
  if (!type) return undefined;
  const { nullable: _nullable, ...rest } = type;
  return rest;
}

import type { ts } from "ts-morph";
import { asObject } from "../model/as-object.ts";
import { noDoc, type Literal, type ObjectType, type Property, type Type } from "../model/type.ts";
import { knownTypes } from "./known-types.ts";
import type { Compiler } from "./compiler.ts";
import { positionOf } from "./problems.ts";
import { mapOf } from "./read-map.ts";
import { readArray, refuse, type Reference, type TypeContext } from "./type-context.ts";

interface Place {
  readonly node: Reference;
  readonly context: TypeContext;
}

interface UtilityReader {
  /** How many type arguments it takes. */
  readonly takes: 0 | 1 | 2;
  readonly read: (types: readonly [ts.TypeNode, ts.TypeNode], at: Place) => Type | undefined;
}

/** What only the compiler evaluates. */
const evaluated: UtilityReader = {
  takes: 1,
  read: (_, { node, context }) => context.evaluate(node, context),
};

/** TypeScript's own types that may have a schema form. */
export const utilityReaders: Readonly<Record<string, UtilityReader>> = {
  Date: known("Time"),
  Uint8Array: known("Base64"),
  Array: unary(readArray),
  ReadonlyArray: unary(readArray),
  Readonly: unary((type, { context }) => context.readType(type, context)),
  NonNullable: unary((type, { context }) =>
    without(without(context.readType(type, context), "nullable"), "absent"),
  ),
  NoInfer: unary((type, { context }) => context.readType(type, context)),
  Uppercase: cased((text) => text.toUpperCase()),
  Lowercase: cased((text) => text.toLowerCase()),
  Capitalize: cased((text) => text.charAt(0).toUpperCase() + text.slice(1)),
  Uncapitalize: cased((text) => text.charAt(0).toLowerCase() + text.slice(1)),
  Partial: unary((type, at) => withAllOptional(type, { ...at, optional: true })),
  Required: unary((type, at) => withAllOptional(type, { ...at, optional: false })),
  Record: { takes: 2, read: readRecord },
  Pick: { takes: 2, read: (types, at) => readSelection(types, { ...at, picked: true }) },
  Omit: { takes: 2, read: (types, at) => readSelection(types, { ...at, picked: false }) },
  Extract: { takes: 2, read: (types, at) => readChoice(types, { ...at, kept: true }) },
  Exclude: { takes: 2, read: (types, at) => readChoice(types, { ...at, kept: false }) },
  Awaited: evaluated,
  ConstructorParameters: evaluated,
  InstanceType: evaluated,
  OmitThisParameter: evaluated,
  Parameters: evaluated,
  ReturnType: evaluated,
  ThisParameterType: evaluated,
};

/** Reads one of {@link utilityReaders}. */
export function readUtilityType(name: string, at: Place): Type | undefined {
  const reader = utilityReaders[name];
  const given = at.node.typeArguments ?? [];
  const [first = at.node, second = at.node] = given;
  if (reader && given.length === reader.takes) return reader.read([first, second], at);
  return refuse(at.node, at.context, {
    message: `"${at.node.getText()}" has ${given.length} type arguments: expected ${reader?.takes ?? 0}`,
  });
}

function known(name: keyof typeof knownTypes): UtilityReader {
  return {
    takes: 0,
    read: (_, { node }) => ({
      kind: "schema",
      schema: knownTypes[name],
      position: positionOf(node),
      docs: [],
    }),
  };
}

function unary(read: (type: ts.TypeNode, at: Place) => Type | undefined): UtilityReader {
  return { takes: 1, read: ([type], at) => read(type, at) };
}

function cased(change: (text: string) => string): UtilityReader {
  return unary((type, at) => readCase(type, { ...at, change }));
}

function readRecord(
  [key, value]: readonly [ts.TypeNode, ts.TypeNode],
  { node, context }: Place,
): Type | undefined {
  const keys = context.readType(key, context);
  const values = context.readType(value, context);
  const common = { position: positionOf(node), docs: [] };
  if (!keys || !values) return undefined;
  const { account } = context.comments;
  // the keys that are written down are what they are, whatever is said of others
  if (keys.kind === "enum") account.giveUpDocs(keys.docs);
  else if (keys.docs.some((doc) => doc.tags.length > 0) || keys.kind === "pattern") {
    return refuse(key, context, {
      message: "a schema cannot say what the keys of a map look like",
      hint: "Use Record<string, …> and a rule: @validation self.all(key, key.matches('^[a-z]+$'))",
    });
  }
  if (keys.kind === "string" && values.kind === "never") return { ...common, kind: "object", properties: [] };
  if (keys.kind === "string") return mapOf(values, node);
  if (keys.kind !== "enum" || keys.values.some((name) => typeof name !== "string"))
    return refuse(key, context, { message: `keys of a map must be "string", found "${key.getText()}"` });
  const { absent = false, ...type } = values;
  const properties = keys.values.map((name): Property => ({
    name: String(name),
    type: type,
    optional: absent,
    doc: noDoc,
    position: values.position,
  }));
  return { ...common, kind: "object", properties };
}

/** `Pick` and `Omit`. */
function readSelection(
  [object, key]: readonly [ts.TypeNode, ts.TypeNode],
  { node, context, picked }: Place & { picked: boolean },
): Type | undefined {
  const keys = context.readType(key, context);
  if (!keys) return undefined;
  context.comments.account.giveUpDocs(keys.docs);
  const names = keys.kind === "enum" ? keys.values.map(String) : keys.kind === "never" ? [] : undefined;
  if (!names) return refuse(key, context, { message: `"${key.getText()}" is no list of property names` });
  // of alternatives, what they have in common is picked from
  const type = context.readType(object, context);
  if (type?.kind === "union") {
    context.comments.account.giveUpType(type);
    return context.evaluate(node, context);
  }
  return mapObject(object, context, (properties) => {
    const missing = names.filter((name) => !properties.some((property) => property.name === name));
    if (picked && missing.length > 0)
      refuse(key, context, {
        message: `"${object.getText()}" has no property ${missing.map((name) => `"${name}"`).join(", ")}`,
      });
    const isKept = ({ name }: Property) => names.includes(name) === picked;
    context.comments.account.giveUpProperties(properties.filter((property) => !isKept(property)));
    return properties.filter(isKept);
  });
}

/** `Extract` and `Exclude`: of literals, null and undefined here; of anything else by the compiler. */
function readChoice(
  [all, chosen]: readonly [ts.TypeNode, ts.TypeNode],
  { node, context, kept }: Place & { kept: boolean },
): Type | undefined {
  const { compiler: ts } = context;
  const nodes = ts.isUnionTypeNode(chosen) ? chosen.types : [chosen];
  if (nodes.every((part) => isNothing(part, ts)) && !kept) {
    const isNull = (part: ts.TypeNode) => part.kind !== ts.SyntaxKind.UndefinedKeyword;
    const type = context.readType(all, context);
    const withoutEither = nodes.some(isNull) ? without(type, "nullable") : type;
    return nodes.every(isNull) ? withoutEither : without(withoutEither, "absent");
  }
  const [type, choice] = [context.readType(all, context), context.readType(chosen, context)];
  if (!type || !choice) return undefined;
  const chooses = chooserOf(choice);
  const { account } = context.comments;
  account.giveUpType(choice);
  if (type.kind !== "enum" || !chooses) {
    account.giveUpType(type);
    return context.evaluate(node, context);
  }
  const values = type.values.filter((value) => chooses(value) === kept);
  return values.length > 0 ? { ...type, values } : { kind: "never", position: positionOf(node), docs: [] };
}

function isNothing(node: ts.TypeNode, ts: Compiler): boolean {
  if (node.kind === ts.SyntaxKind.UndefinedKeyword) return true;
  return ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
}

/** Which literals are values of a type; undefined where only the compiler knows. */
function chooserOf(type: Type): ((value: Literal) => boolean) | undefined {
  if (type.kind === "enum") return (value) => type.values.includes(value);
  if (type.kind === "string" || type.kind === "boolean") return (value) => typeof value === type.kind;
  return type.kind === "never" ? () => false : undefined;
}

function mapObject(
  node: ts.TypeNode,
  context: TypeContext,
  change: (properties: readonly Property[]) => readonly Property[],
): Type | undefined {
  const type = context.readType(node, context);
  const object: ObjectType | undefined = type && asObject(type);
  if (object) return { ...object, properties: change(object.properties) };
  if (type?.kind === "union") {
    const alternatives = type.alternatives.map((one) => ({ ...one, properties: change(one.properties) }));
    return { ...type, alternatives };
  }
  return type && refuse(node, context, { message: `"${node.getText()}" is no object with named properties` });
}

/** `Partial` and `Required`: of a map, whose values may be absent anyway, it is the map. */
function withAllOptional(
  node: ts.TypeNode,
  { context, optional }: Place & { optional: boolean },
): Type | undefined {
  const type = context.readType(node, context);
  if (type?.kind === "map") return type;
  return type && mapObject(node, context, (all) => withOptional(all, optional));
}

function withOptional(properties: readonly Property[], optional: boolean): readonly Property[] {
  return properties.map((property) => ({ ...property, optional }));
}

function without(type: Type | undefined, key: "nullable" | "absent"): Type | undefined {
  if (!type) return undefined;
  const { [key]: _out, ...rest } = type;
  return rest;
}

/** `Uppercase<"a" | "b">`, `Capitalize` and their like. */
function readCase(
  node: ts.TypeNode,
  { change, context }: Place & { change: (text: string) => string },
): Type | undefined {
  const type = context.readType(node, context);
  if (!type || type.kind !== "enum")
    return type && refuse(node, context, { message: `"${node.getText()}" is no list of texts` });
  return { ...type, values: type.values.map((value) => change(String(value))) };
}

import type { ts } from "ts-morph";
import { asObject } from "../model/as-object.ts";
import type { Literal, Property, Type } from "../model/type.ts";
import { nearest } from "../../base/nearest.ts";
import { positionOf } from "./problems.ts";
import { constantType } from "./read-keyof.ts";
import { readProperty } from "./read-properties.ts";
import { readShape } from "./read-shape.ts";
import { joinTypes } from "./read-union.ts";
import { refuse, type TypeContext } from "./type-context.ts";

interface Place {
  readonly node: ts.IndexedAccessTypeNode;
  readonly context: TypeContext;
}

/** `T["name"]`, `T[number]`, `(typeof list)[number]`, `(typeof object)[keyof typeof object]`. Tags of the property come with it. */
export function readIndexed(node: ts.IndexedAccessTypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  const at = { node, context };
  const part = partOfOpen(node, context);
  if (part) return typeOf(part);
  const object = readShape(node.objectType, context, namedKeys(node.indexType, context));
  if (!object) return undefined;
  if (node.indexType.kind === ts.SyntaxKind.NumberKeyword) return itemsOf(object, at);
  const keys = context.readType(node.indexType, context);
  if (!keys) return undefined;
  context.comments.account.giveUpDocs(keys.docs);
  if (object.kind === "map") context.comments.account.giveUpDocs(object.docs);
  if (object.kind === "map" && (keys.kind === "string" || keys.kind === "enum")) return object.values;
  if (keys.kind === "never") return keys;
  if (keys.kind !== "enum") {
    context.comments.account.giveUpType(object);
    return context.evaluate(node, context);
  }
  giveUpOthers(object, keys.values, context);
  if (object.kind === "constant") return valuesOf(object.values, keys.values, at);
  if (object.kind === "array" && keys.values.every((key) => typeof key === "number")) return object.items;
  const types = keys.values.map((key) => propertyType(object, String(key), at));
  if (types.includes(undefined)) return undefined;
  const [only] = types;
  return types.length === 1
    ? only
    : joinTypes(
        types.filter((type) => type !== undefined),
        at,
      );
}

/** The keys that are written as they are: `"a" | "b"`. */
function namedKeys(node: ts.TypeNode, context: TypeContext): string[] {
  const { compiler: ts } = context;
  if (ts.isUnionTypeNode(node)) return node.types.flatMap((type) => namedKeys(type, context));
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) ? [node.literal.text] : [];
}

/** A property of a type that is being read: `Status["health"]` inside of Status is no recursion. */
function partOfOpen(
  { objectType, indexType }: ts.IndexedAccessTypeNode,
  context: TypeContext,
): Property | undefined {
  const { compiler: ts, sources } = context;
  if (!ts.isTypeReferenceNode(objectType) || !ts.isLiteralTypeNode(indexType)) return undefined;
  if (!ts.isStringLiteral(indexType.literal) || objectType.typeArguments) return undefined;
  const meaning = sources.entity(objectType.typeName, { node: objectType, space: "type" });
  if (meaning?.kind !== "declaration" || !context.open.includes(meaning.node)) return undefined;
  const { text } = indexType.literal;
  const declarations = [meaning.node, ...meaning.merged];
  const member = declarations
    .flatMap((declaration) => membersOf(declaration, context))
    .find(({ name }) => name && "text" in name && name.text === text);
  if (!member || !ts.isPropertySignature(member) || context.open.includes(member)) return undefined;
  return readProperty(member, { ...context, parameters: new Map(), open: [...context.open, member] });
}

function membersOf(declaration: ts.Node, { compiler: ts, sources }: TypeContext): readonly ts.TypeElement[] {
  if (ts.isInterfaceDeclaration(declaration)) return declaration.typeParameters ? [] : declaration.members;
  if (!ts.isTypeAliasDeclaration(declaration) || declaration.typeParameters) return [];
  const type = sources.typeOf(declaration);
  return ts.isTypeLiteralNode(type) ? type.members : [];
}

/** What is taken out of an object has the tags that are said of it there; those of the object and of its other properties are not about it. */
function giveUpOthers(object: Type, keys: readonly Literal[], { comments }: TypeContext): void {
  const lists = object.kind === "union" ? object.alternatives : object.kind === "object" ? [object] : [];
  comments.account.giveUpDocs(object.docs);
  for (const { properties } of lists)
    comments.account.giveUpProperties(properties.filter(({ name }) => !keys.includes(name)));
}

/** The type of a property; of a union, that of each alternative's. */
function propertyType(object: Type, name: string, at: Place): Type | undefined {
  const lists = object.kind === "union" ? object.alternatives : [asObject(object)];
  const types = lists.map((list) => {
    const property = list?.properties.find((candidate) => candidate.name === name);
    return property && typeOf(property);
  });
  const found = types.filter((type) => type !== undefined);
  if (found.length < types.length) {
    const names = lists.flatMap((list) => list?.properties.map((property) => property.name) ?? []);
    const guess = nearest(name, names);
    return refuse(at.node, at.context, {
      message: `"${at.node.objectType.getText()}" has no property "${name}"`,
      hint: guess && `Did you mean "${guess}"?`,
    });
  }
  return found.length === 1 ? found[0] : joinTypes(found, at);
}

function typeOf({ type, doc, optional }: Property): Type {
  return { ...type, docs: [doc, ...type.docs], ...(optional ? { absent: true } : {}) };
}

function itemsOf(type: Type, at: Place): Type | undefined {
  at.context.comments.account.giveUpDocs(type.docs);
  if (type.kind === "array") return type.items;
  const position = positionOf(at.node);
  if (type.kind === "schema" && type.schema.items)
    return { kind: "schema", schema: type.schema.items, position, docs: [] };
  const lists = type.kind === "constant" ? type.values.filter(Array.isArray) : [];
  if (type.kind === "constant" && lists.length === type.values.length)
    return constantType(lists.flat() as unknown[], at);
  return refuse(at.node, at.context, {
    message: `"${at.node.objectType.getText()}" is no list: it has no items`,
  });
}

function valuesOf(objects: readonly object[], keys: readonly Literal[], at: Place): Type | undefined {
  const missing = keys.find((key) => objects.some((object) => !Object.hasOwn(object, String(key))));
  if (missing !== undefined) {
    return refuse(at.node, at.context, {
      message: `"${at.node.objectType.getText()}" has no property "${String(missing)}"`,
    });
  }
  const values = objects.flatMap((object) =>
    keys.map((key) => (object as Record<string, unknown>)[String(key)]),
  );
  return constantType(values, at);
}

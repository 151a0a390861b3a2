import type { ts } from "ts-morph";
import { asObject } from "../model/as-object.ts";
import { noDoc, type Doc, type ObjectType, type Property, type Type } from "../model/type.ts";
import { noEffect } from "./no-effect.ts";
import { positionOf } from "./problems.ts";
import { mapOf } from "./read-map.ts";
import { readShape } from "./read-shape.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/**
 * `{ [K in Keys as Name]: T }`: a property for each key, or a map when the keys are any string. Over `keyof X`, or a parameter that extends it, what may
 * be left out in X may be left out here.
 */
export function readMapped(node: ts.MappedTypeNode, context: TypeContext): Type | undefined {
  const { typeParameter, type: valueNode } = node;
  const position = positionOf(node);
  if (!typeParameter.constraint || !valueNode) return refuse(node, context, {});
  const keys = context.readType(typeParameter.constraint, context);
  if (!keys) return undefined;
  const bound = (key: Type): TypeContext => ({
    ...context,
    parameters: new Map([...context.parameters, [typeParameter.name.text, key]]),
  });
  if (keys.kind === "never") return { kind: "object", properties: [], position, docs: [] };
  if (keys.kind === "string" && !node.nameType) {
    const values = context.readType(valueNode, bound(keys));
    return values && mapOf(values, node);
  }
  if (keys.kind !== "enum")
    return refuse(typeParameter, context, { message: "keys of a map must be strings" });
  context.comments.account.giveUpDocs(keys.docs);
  const whole = wholeOf(typeParameter.constraint, context);
  const originals = new Map(whole?.properties.map((property) => [property.name, property]));
  const properties = keys.values.flatMap((value): Property[] => {
    const inner = bound({ kind: "enum", values: [value], position, docs: [] });
    const names = node.nameType ? namesFrom(node.nameType, inner) : [String(value)];
    const type = names.length > 0 ? context.readType(valueNode, inner) : undefined;
    const optional = isOptional(node, { original: originals.get(String(value)), type, context });
    return type ? names.flatMap((name) => propertyOf({ name, type, optional, doc: noDoc, position })) : [];
  });
  return { kind: "object", properties, position, docs: docsOf(node, whole?.docs ?? [], context) };
}

/** `{ [K in keyof X]?: X[K] }` is as X, and says what X says; what is said of X as a whole is not about any other. */
function docsOf(node: ts.MappedTypeNode, docs: readonly Doc[], context: TypeContext): readonly Doc[] {
  const { compiler: ts, problems } = context;
  const { nameType, type: value, typeParameter } = node;
  const keys = typeParameter.constraint && boundOf(typeParameter.constraint, context);
  const isSame =
    value &&
    keys &&
    ts.isIndexedAccessTypeNode(value) &&
    ts.isTypeOperatorNode(keys) &&
    value.objectType.getText() === keys.type.getText() &&
    value.indexType.getText() === typeParameter.name.text;
  if (isSame && !nameType) return docs;
  for (const tag of docs.flatMap((doc) => doc.tags)) problems.warning(tag.position, noEffect(tag));
  return [];
}

function propertyOf(property: Property): Property[] {
  const { absent: _absent, ...type } = property.type;
  return type.kind === "never" ? [] : [{ ...property, type: type }];
}

function isOptional(
  { questionToken }: ts.MappedTypeNode,
  {
    original,
    type,
    context,
  }: { original: Property | undefined; type: Type | undefined; context: TypeContext },
): boolean {
  if (questionToken) return questionToken.kind !== context.compiler.SyntaxKind.MinusToken;
  return (original?.optional ?? false) || (type?.absent ?? false);
}

/** The names that `as` gives a key: none for `never`. */
function namesFrom(node: ts.TypeNode, context: TypeContext): string[] {
  const names = context.readType(node, context);
  if (!names || names.kind === "never") return [];
  if (names.kind === "enum") return names.values.map(String);
  refuse(node, context, { message: `"${node.getText()}" gives a key more names than can be written down` });
  return [];
}

/** X, when the keys are `keyof X`, or a parameter that extends it. */
function wholeOf(constraint: ts.TypeNode, context: TypeContext): ObjectType | undefined {
  const { compiler: ts } = context;
  const node = boundOf(constraint, context);
  if (!ts.isTypeOperatorNode(node) || node.operator !== ts.SyntaxKind.KeyOfKeyword) return undefined;
  const type = readShape(node.type, context);
  return type && asObject(type);
}

/** What a type parameter extends; of `keyof T & string` the first; any other node itself. */
function boundOf(node: ts.TypeNode, { compiler: ts, parameters }: TypeContext): ts.TypeNode {
  if (ts.isIntersectionTypeNode(node)) return node.types.find(ts.isTypeOperatorNode) ?? node;
  if (!ts.isTypeReferenceNode(node) || !parameters.has(node.typeName.getText())) return node;
  const name = node.typeName.getText();
  for (let around: ts.Node = node; !ts.isSourceFile(around); around = around.parent) {
    if (!ts.isTypeAliasDeclaration(around) && !ts.isInterfaceDeclaration(around)) continue;
    const parameter = around.typeParameters?.find((candidate) => candidate.name.text === name);
    if (parameter) return parameter.constraint ?? node;
  }
  return node;
}

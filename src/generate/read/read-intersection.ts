import type { ts } from "ts-morph";
import { asObject } from "../model/as-object.ts";
import { isLeftOpen } from "../model/is-left-open.ts";
import { mergeProperties, narrower } from "../model/merge-properties.ts";
import type { Alternative, ObjectType, Type } from "../model/type.ts";
import type { Compiler } from "./compiler.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/**
 * `A & B`: objects have the properties of both, a union has them in each alternative, and of two texts the tags of both hold. What only brands a
 * type (`string & { readonly __brand: "Name" }`, `string & {}`) is left out: no value has it.
 */
export function readIntersection(node: ts.IntersectionTypeNode, context: TypeContext): Type | undefined {
  const plain = node.types.filter((type) => !isBrand(type, context));
  const nodes = plain.length > 0 ? plain : node.types;
  const types = nodes.map((part) => context.readType(part, context));
  const position = positionOf(node);
  let whole: Type | undefined = types[0];
  for (const [index, type] of types.entries()) {
    if (!type || !whole) return undefined;
    if (index === 0) continue;
    const both: Type | string = intersect(whole, type);
    if (typeof both === "string") return refuse(nodes[index] ?? node, context, { message: both });
    whole = both;
  }
  return whole && { ...whole, position };
}

/** The type whose values both types have; a text says why there is none. */
function intersect(a: Type, b: Type): Type | string {
  const open = [a, b].find(isLeftOpen);
  if (open) return open;
  const docs = [...a.docs, ...b.docs];
  const objects = [asObject(a), asObject(b)] as const;
  if (objects[0] && objects[1]) return intersectObjects(objects[0], objects[1]);
  const [left, right] = [alternativesOf(a), alternativesOf(b)];
  if (left && right) {
    if (docs.some((doc) => doc.tags.length > 0))
      return "tags on the parts of an intersection with a union have no effect";
    const alternatives = left.flatMap((one) => right.map((other) => joinAlternatives(one, other)));
    const wrong = alternatives.find((alternative) => typeof alternative === "string");
    if (typeof wrong === "string") return wrong;
    const union = { alternatives: alternatives as Alternative[], written: a.position };
    return { kind: "union", ...union, position: a.position, docs };
  }
  // `keyof T & string`
  const narrow = narrower(a, b) ?? narrower(b, a);
  if (narrow) return { ...narrow, docs };
  return "only objects, unions of objects, and scalars of one type can be intersected";
}

function intersectObjects(a: ObjectType, b: ObjectType): Type | string {
  const properties = mergeProperties(a.properties, b.properties);
  if (typeof properties === "string") return properties;
  return {
    kind: "object",
    properties,
    position: a.position,
    docs: [...a.docs, ...b.docs],
    beside: { ...a.beside, ...b.beside },
  };
}

function alternativesOf(type: Type): readonly Alternative[] | undefined {
  if (type.kind === "union") return type.alternatives;
  const object = asObject(type);
  return object && [{ properties: object.properties, never: [], position: object.position }];
}

function joinAlternatives(a: Alternative, b: Alternative): Alternative | string {
  const properties = mergeProperties(a.properties, b.properties);
  if (typeof properties === "string") return properties;
  return { properties, never: [...a.never, ...b.never], position: a.position };
}

/** What no value has: `{ readonly __brand: "Name" }`, `{ readonly [symbol]: true }`, `{}`, or a name for one of them. */
function isBrand(node: ts.TypeNode, context: TypeContext): boolean {
  const { compiler: ts, sources } = context;
  if (ts.isTypeLiteralNode(node)) return node.members.every((member) => isBrandMember(member, ts));
  if (!ts.isTypeReferenceNode(node) || context.parameters.has(node.typeName.getText())) return false;
  const meaning = sources.entity(node.typeName, { node, space: "type" });
  const declaration = meaning?.kind === "declaration" ? meaning.node : undefined;
  if (!declaration) return false;
  if (ts.isTypeAliasDeclaration(declaration))
    return ts.isTypeLiteralNode(sources.typeOf(declaration)) && isBrand(sources.typeOf(declaration), context);
  if (!ts.isInterfaceDeclaration(declaration) || declaration.heritageClauses) return false;
  return declaration.members.length > 0 && declaration.members.every((member) => isBrandMember(member, ts));
}

function isBrandMember(member: ts.TypeElement, ts: Compiler): boolean {
  if (!ts.isPropertySignature(member)) return false;
  return ts.isComputedPropertyName(member.name) || /^["']?_/.test(member.name.getText());
}

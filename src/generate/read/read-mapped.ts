import type { ts } from "ts-morph";
import { asObject } from "../model/as-object.ts";
import { noDoc, type Property, type Type } from "../model/type.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** `{ [K in Keys]: T }`: a property for each key, or a map when the keys are any string. Over `keyof X`, what may be left out in X may be here. */
export function readMapped(node: ts.MappedTypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  const { typeParameter, type: valueNode } = node;
  const position = positionOf(node);
  if (node.nameType || !typeParameter.constraint || !valueNode)
    return refuse(node, context, { hint: "Write out the properties that result." });
  const keys = context.readType(typeParameter.constraint, context);
  if (!keys) return undefined;
  const valueFor = (key: Type) =>
    context.readType(valueNode, {
      ...context,
      parameters: new Map([...context.parameters, [typeParameter.name.text, key]]),
    });
  if (keys.kind === "string") {
    const values = valueFor(keys);
    return values && { kind: "map", values, position, docs: [] };
  }
  if (keys.kind !== "enum")
    return refuse(typeParameter, context, { message: "keys of a map must be strings" });
  const originals = originalsOf(typeParameter.constraint, context);
  const modifier = node.questionToken;
  const properties = keys.values.flatMap((value): Property[] => {
    const name = String(value);
    const original = originals.get(name);
    const type = valueFor({ kind: "enum", values: [value], position, docs: [] });
    const kept = original?.optional ?? false;
    const optional = modifier ? modifier.kind !== ts.SyntaxKind.MinusToken : kept;
    return type && type.kind !== "never" ? [{ name, type, optional, doc: noDoc, position }] : [];
  });
  return { kind: "object", properties, position, docs: [] };
}

/** The properties of X, when the keys are `keyof X`. */
function originalsOf(constraint: ts.TypeNode, context: TypeContext): ReadonlyMap<string, Property> {
  const { compiler: ts } = context;
  if (!ts.isTypeOperatorNode(constraint) || constraint.operator !== ts.SyntaxKind.KeyOfKeyword)
    return new Map();
  const type = context.readType(constraint.type, context);
  const properties = (type && asObject(type)?.properties) ?? [];
  return new Map(properties.map((property) => [property.name, property]));
}

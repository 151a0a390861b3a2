import type { ts } from "ts-morph";
import { isJsonObject } from "../../base/json.ts";
import { asObject } from "../model/as-object.ts";
import type { Literal, Type } from "../model/type.ts";
import { positionOf } from "./problems.ts";
import { constantType } from "./read-keyof.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** `T["name"]`, `T[number]`, `(typeof list)[number]`, `(typeof object)[keyof typeof object]`. Tags of the property come with it. */
export function readIndexed(node: ts.IndexedAccessTypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  const object = context.readType(node.objectType, context);
  if (!object) return undefined;
  const items = node.indexType.kind === ts.SyntaxKind.NumberKeyword;
  if (items) return itemsOf(object, { node, context });
  const keys = context.readType(node.indexType, context);
  if (!keys) return undefined;
  if (keys.kind !== "enum") return refuse(node, context, {});
  if (object.kind === "map" && keys.values.length === 1) return object.values;
  if (object.kind === "constant") return valuesOf(object.value, keys.values, { node, context });
  const [key, ...others] = keys.values;
  const property = asObject(object)?.properties.find(({ name }) => name === String(key));
  if (!property || others.length > 0) {
    return refuse(node, context, {
      message:
        others.length > 0
          ? `"${node.getText()}" has no schema form: expected one property`
          : `"${node.objectType.getText()}" has no property "${String(key)}"`,
    });
  }
  return { ...property.type, docs: [property.doc, ...property.type.docs] };
}

function itemsOf(type: Type, at: { node: ts.IndexedAccessTypeNode; context: TypeContext }): Type | undefined {
  if (type.kind === "array") return type.items;
  const position = positionOf(at.node);
  if (type.kind === "schema" && type.schema.items)
    return { kind: "schema", schema: type.schema.items, position, docs: [] };
  if (type.kind === "constant" && Array.isArray(type.value))
    return literals(type.value as readonly unknown[], at);
  return refuse(at.node, at.context, {});
}

function valuesOf(
  value: object,
  keys: readonly Literal[],
  at: { node: ts.IndexedAccessTypeNode; context: TypeContext },
): Type | undefined {
  if (!isJsonObject(value)) return refuse(at.node, at.context, {});
  const values = keys.map((key) => value[String(key)]);
  return values.length === 1 ? constantType(values[0], at) : literals(values, at);
}

function literals(
  values: readonly unknown[],
  { node, context }: { node: ts.Node; context: TypeContext },
): Type | undefined {
  const isLiteral = (value: unknown): value is Literal =>
    ["string", "number", "boolean"].includes(typeof value);
  return values.length > 0 && values.every(isLiteral)
    ? { kind: "enum", values: [...new Set(values)], position: positionOf(node), docs: [] }
    : refuse(node, context, {});
}

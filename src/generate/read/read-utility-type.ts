import type { ts } from "ts-morph";
import type { Type } from "../model/type.ts";
import { knownTypes } from "./known-types.ts";
import { positionOf } from "./problems.ts";
import { readArray, refuse, type TypeContext } from "./type-context.ts";

/** TypeScript's own generic types that have a schema form; undefined for any other name. */
export function readUtilityType(
  name: string,
  { node, context }: { node: ts.TypeReferenceNode; context: TypeContext },
): Type | undefined {
  const [first, second] = node.typeArguments ?? [];
  const common = { position: positionOf(node), docs: [] };
  switch (name) {
    case "Array":
    case "ReadonlyArray":
      return first && readArray(first, { node, context });
    case "Date":
      return { ...common, kind: "schema", schema: knownTypes.Time ?? {} };
    case "Uint8Array":
      return { ...common, kind: "schema", schema: knownTypes.Base64 ?? {} };
    case "Readonly":
    case "NonNullable":
      return first && context.readType(first, context);
    case "Record":
      return first && second && readRecord(first, second, { node, context });
    case "Partial":
    case "Required":
      return (
        first &&
        mapObject(first, context, (type) => ({
          ...type,
          properties: type.properties.map((property) => ({ ...property, optional: name === "Partial" })),
        }))
      );
    case "Pick":
    case "Omit": {
      const keys = second && context.readType(second, context);
      if (!first || keys?.kind !== "enum") return undefined;
      const kept = (key: string) => keys.values.includes(key) === (name === "Pick");
      return mapObject(first, context, (type) => ({
        ...type,
        properties: type.properties.filter((property) => kept(property.name)),
      }));
    }
    default:
      return undefined;
  }
}

function readRecord(
  key: ts.TypeNode,
  value: ts.TypeNode,
  { node, context }: { node: ts.Node; context: TypeContext },
): Type | undefined {
  const keys = context.readType(key, context);
  const values = context.readType(value, context);
  const common = { position: positionOf(node), docs: [] };
  if (!keys || !values) return undefined;
  if (keys.kind === "string" || keys.kind === "pattern") return { ...common, kind: "map", values };
  if (keys.kind !== "enum") return refuse(key, context, { message: "keys of a map must be strings" });
  const properties = keys.values.map((name) => ({
    name: String(name),
    type: values,
    optional: false,
    doc: { description: "", tags: [] },
    position: values.position,
  }));
  return { ...common, kind: "object", properties };
}

function mapObject(
  node: ts.TypeNode,
  context: TypeContext,
  change: (type: Type & { kind: "object" }) => Type,
): Type | undefined {
  const type = context.readType(node, context);
  if (!type) return undefined;
  return type.kind === "object"
    ? change(type)
    : refuse(node, context, { message: `"${node.getText()}" is no object` });
}

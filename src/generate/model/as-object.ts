import { noDoc, type ObjectType, type Type } from "./type.ts";

/** A type as an object with properties, so that it can be extended, picked from and indexed; undefined when it is none. */
export function asObject(type: Type): ObjectType | undefined {
  if (type.kind === "object") return type;
  if (type.kind !== "schema" || type.schema.type !== "object") return undefined;
  if (type.schema.additionalProperties || type.schema["x-kubernetes-preserve-unknown-fields"])
    return undefined;
  const { type: _type, properties = {}, required = [], ...beside } = type.schema;
  const { position, docs } = type;
  return {
    kind: "object",
    position,
    docs,
    beside,
    ...(type.nullable ? { nullable: true } : {}),
    properties: Object.entries(properties).map(([name, schema]) => ({
      name,
      type: { kind: "schema", schema, position, docs: [] },
      optional: !required.includes(name),
      doc: noDoc,
      position,
    })),
  };
}

import type { ts } from "ts-morph";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { asObject } from "../model/as-object.ts";
import { noDoc, type Property, type Type } from "../model/type.ts";
import { floatTypes, knownType, knownTypes } from "./known-types.ts";
import { positionOf } from "./problems.ts";
import { refuse, shorten, type Reference, type TypeContext } from "./type-context.ts";

/** A type of `kubewright`, or of `kubewright/k8s/<group>/<version>`. */
export function readLibraryType(
  { module, name }: { module: string; name: string },
  { node, context }: { node: Reference; context: TypeContext },
): Type | undefined {
  const own = module === "kubewright";
  const reader = own && Object.hasOwn(libraryReaders, name) ? libraryReaders[name] : undefined;
  const [first, second] = node.typeArguments ?? [];
  if (reader && (first || !reader.needsArgument)) return reader.read([first, second], { node, context });
  if (own && floatTypes.includes(name) && !context.allowFloats) {
    return refuse(node, context, {
      message: `"${name}" is a floating-point number, which clients round differently`,
      hint: "Use an integer of a smaller unit, a Quantity, or allow floats.",
    });
  }
  const schema = (own ? knownType(name) : undefined) ?? context.library(module, name);
  if (!schema)
    return refuse(node, context, { message: `"${shorten(name)}" of "${module}" has no schema form` });
  return { kind: "schema", schema, position: positionOf(node), docs: [] };
}

type Arguments = readonly [ts.TypeNode | undefined, ts.TypeNode | undefined];

interface LibraryReader {
  /** Without type arguments it is a type like any other. */
  readonly needsArgument?: boolean;
  readonly read: (given: Arguments, at: { node: Reference; context: TypeContext }) => Type | undefined;
}

/** Types of `kubewright` that are made of others. */
export const libraryReaders: Readonly<Record<string, LibraryReader>> = {
  DeepReadonly: generic((type, { context }) => context.readType(type, context)),
  ObjectMeta: generic(readNames),
  EmbeddedResource: generic(readEmbedded),
  KubernetesObject: { read: (_, at) => readObject([], at) },
  CustomResource: {
    read: ([spec, status], at) =>
      readObject(
        [...(spec ? [["spec", spec] as const] : []), ...(status ? [["status", status] as const] : [])],
        at,
      ),
  },
};

function generic(
  read: (type: ts.TypeNode, at: { node: Reference; context: TypeContext }) => Type | undefined,
): LibraryReader {
  return { needsArgument: true, read: ([type], at) => type && read(type, at) };
}

/** What every object has, and the parts that a custom resource adds. */
function readObject(
  parts: readonly (readonly ["spec" | "status", ts.TypeNode])[],
  { node, context }: { node: Reference; context: TypeContext },
): Type {
  const position = positionOf(node);
  const property = (name: string, type: Type, optional: boolean): Property => ({
    name,
    type,
    optional,
    doc: noDoc,
    position: type.position,
  });
  const common = { position, docs: [] };
  const properties = [
    property("apiVersion", { ...common, kind: "string" }, true),
    property("kind", { ...common, kind: "string" }, true),
    property("metadata", { ...common, kind: "schema", schema: knownTypes.ObjectMeta }, true),
  ];
  for (const [name, part] of parts) {
    const type = context.readType(part, { ...context, path: [...context.path, name] });
    if (type) properties.push(property(name, type, name === "status"));
  }
  return { ...common, kind: "object", properties };
}

/** `EmbeddedResource<Deployment>`: an object that the server checks as a whole, type and metadata included. */
function readEmbedded(
  part: ts.TypeNode,
  { node, context }: { node: Reference; context: TypeContext },
): Type | undefined {
  const type = context.readType(part, context);
  if (!type) return undefined;
  if (type.kind !== "schema" || !type.schema.properties)
    return refuse(part, context, { message: `"${part.getText()}" is no kind of "kubewright/k8s"` });
  const { metadata: _metadata, ...properties } = type.schema.properties;
  const schema: JsonSchema = {
    ...type.schema,
    properties: { ...properties, metadata: { type: "object" } },
    "x-kubernetes-embedded-resource": true,
  };
  return { kind: "schema", schema, position: positionOf(node), docs: type.docs };
}

/** `ObjectMeta<{ name: Name }>`: metadata whose names are of a type. */
function readNames(
  part: ts.TypeNode,
  { node, context }: { node: Reference; context: TypeContext },
): Type | undefined {
  const type = context.readType(part, context);
  const object = type && asObject(type);
  if (!object) return type && refuse(part, context, { message: `"${shorten(part.getText())}" is no object` });
  const other = object.properties.find(({ name }) => name !== "name" && name !== "generateName");
  if (other) {
    context.problems.error(other.position, {
      code: "TYPE_UNSUPPORTED",
      message: `"${other.name}" of metadata cannot be narrowed: expected "name" or "generateName"`,
      hint: "The server takes no rules about the rest of metadata.",
    });
    return undefined;
  }
  const position = positionOf(node);
  // an object always has its name by the time it is stored
  const names = object.properties.map((property) => ({ ...property, optional: true }));
  const meta = asObject({ kind: "schema", schema: knownTypes.ObjectMeta, position, docs: [] });
  const others = (meta?.properties ?? []).filter(({ name }) => !names.some((own) => own.name === name));
  return { kind: "object", properties: [...others, ...names], names, position, docs: [] };
}

import type { ts } from "ts-morph";
import { nearest } from "../../base/nearest.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { noDoc, type Property, type Type } from "../model/type.ts";
import { floatTypes, knownType, knownTypes } from "./known-types.ts";
import { positionOf } from "./problems.ts";
import { readDeclared } from "./read-declared.ts";
import { readUtilityType, utilityTypes } from "./read-utility-type.ts";
import type { Meaning } from "./sources.ts";
import { refuse, shorten, type Reference, type TypeContext } from "./type-context.ts";

/** A type by its name: a type parameter, one of the project, of the library, or TypeScript's own. */
export function readReference(node: ts.TypeReferenceNode, context: TypeContext): Type | undefined {
  const { compiler: ts, sources, parameters } = context;
  const at = { node, context };
  const { typeName } = node;
  if (ts.isQualifiedName(typeName)) {
    const namespace = typeName.left.getText();
    const member = sources.member(namespace, typeName.right.text, { node, space: "type" });
    return member
      ? readMeaning(member, typeName.right.text, at)
      : readEnumMember(namespace, typeName.right.text, at);
  }
  const name = typeName.text;
  if (parameters.has(name)) return parameters.get(name);
  const meaning = sources.meaning(name, node, "type");
  if (meaning) return readMeaning(meaning, name, at);
  return utilityTypes.includes(name) ? readUtilityType(name, at) : unknownName(name, at);
}

/** `import("./other.ts").Name`. */
export function readImportType(node: ts.ImportTypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts, sources } = context;
  const { argument, qualifier } = node;
  if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal) || !qualifier || node.isTypeOf)
    return refuse(node, context, {});
  const name = qualifier.getText();
  const meaning = sources.exported({ module: argument.literal.text, name }, { node, space: "type" });
  return meaning ? readMeaning(meaning, name, { node, context }) : unknownName(name, { node, context });
}

function readMeaning(
  meaning: Meaning,
  name: string,
  at: { node: Reference; context: TypeContext },
): Type | undefined {
  if (meaning.kind === "declaration") return readDeclared(meaning, at);
  if (meaning.kind === "library") return readLibraryType(meaning, at);
  const message =
    meaning.kind === "missing"
      ? `cannot find the file "${meaning.module}" that "${name}" is imported from`
      : `"${name}" comes from "${meaning.module}": only types of this project and of "kubewright" have a schema`;
  return refuse(at.node, at.context, { message });
}

/** `Color.Red`. */
function readEnumMember(
  name: string,
  member: string,
  at: { node: Reference; context: TypeContext },
): Type | undefined {
  const { compiler: ts, sources } = at.context;
  const meaning = sources.meaning(name, at.node, "type");
  const declaration = meaning?.kind === "declaration" ? meaning.node : undefined;
  const found =
    declaration && ts.isEnumDeclaration(declaration)
      ? declaration.members.find((candidate) => candidate.name.getText() === member)
      : undefined;
  if (!found?.initializer || !ts.isStringLiteral(found.initializer))
    return unknownName(`${name}.${member}`, at);
  return { kind: "enum", values: [found.initializer.text], position: positionOf(at.node), docs: [] };
}

function unknownName(name: string, { node, context }: { node: Reference; context: TypeContext }): undefined {
  const instead: Readonly<Record<string, string>> = {
    Map: "Use Record<string, …>: on the wire a map is an object.",
    Set: 'Use a list with "@listType set".',
    Function: "A schema has data only.",
  };
  const guess = nearest(name, [...Object.keys(knownTypes), ...utilityTypes]);
  return refuse(node, context, {
    message: `cannot find the type "${name}"`,
    hint: instead[name] ?? (guess && `Did you mean "${guess}"?`),
  });
}

function readLibraryType(
  { module, name }: { module: string; name: string },
  { node, context }: { node: Reference; context: TypeContext },
): Type | undefined {
  const [first, second] = node.typeArguments ?? [];
  if (module === "kubewright") {
    if (name === "DeepReadonly" && first) return context.readType(first, context);
    if (name === "KubernetesObject") return readObject([], { node, context });
    if (name === "CustomResource")
      return readObject(
        [...(first ? [["spec", first] as const] : []), ...(second ? [["status", second] as const] : [])],
        {
          node,
          context,
        },
      );
    if (name === "EmbeddedResource" && first) return readEmbedded(first, { node, context });
    if (floatTypes.includes(name) && !context.allowFloats) {
      return refuse(node, context, {
        message: `"${name}" is a floating-point number, which clients round differently`,
        hint: "Use an integer of a smaller unit, a Quantity, or allow floats.",
      });
    }
  }
  const schema = (module === "kubewright" ? knownType(name) : undefined) ?? context.library(module, name);
  if (!schema)
    return refuse(node, context, { message: `"${shorten(name)}" of "${module}" has no schema form` });
  return { kind: "schema", schema, position: positionOf(node), docs: [] };
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
    const type = context.readType(part, context);
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

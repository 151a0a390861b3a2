import type { ts } from "ts-morph";
import { nearest } from "../../base/nearest.ts";
import type { Type } from "../model/type.ts";
import { knownTypes } from "./known-types.ts";
import { readDeclared } from "./read-declared.ts";
import { readEnumMember } from "./read-enum.ts";
import { readLibraryType } from "./read-library-type.ts";
import { readUtilityType, utilityReaders } from "./read-utility-type.ts";
import type { Meaning } from "./sources.ts";
import { refuse, type Reference, type TypeContext } from "./type-context.ts";

/** A type by its name: a type parameter, one of the project, of the library, or TypeScript's own. */
export function readReference(node: ts.TypeReferenceNode, context: TypeContext): Type | undefined {
  const { compiler: ts, sources, parameters } = context;
  const at = { node, context };
  const { typeName } = node;
  const name = typeName.getText();
  if (ts.isQualifiedName(typeName)) {
    const member = sources.entity(typeName, { node, space: "type" });
    if (member) return readMeaning(member, name, at);
    const container = sources.entity(typeName.left, { node, space: "namespace" });
    return container
      ? readMember(container, typeName.right.text, at)
      : unknownName(typeName.left.getText(), at);
  }
  if (parameters.has(name)) return readParameter(name, context);
  const meaning = sources.meaning(name, node, "type");
  if (meaning) return readMeaning(meaning, name, at);
  return Object.hasOwn(utilityReaders, name) ? readUtilityType(name, at) : unknownName(name, at);
}

/** `import("./other.ts").Name`. */
export function readImportType(node: ts.ImportTypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts, sources } = context;
  const { argument, qualifier } = node;
  if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal) || !qualifier || node.isTypeOf)
    return refuse(node, context, {});
  const at = { node, context };
  const reference = { module: argument.literal.text, name: "*" };
  const container = sources.exported(reference, { node, space: "namespace" });
  const name = qualifier.getText();
  if (!container) return unknownName(name, at);
  const meaning = sources.inside(container, name.split("."), "type");
  return meaning ? readMeaning(meaning, name, at) : unknownName(name, at);
}

function readParameter(name: string, { parameters, placed }: TypeContext): Type | undefined {
  const type = parameters.get(name);
  if (type) placed.add(type);
  return type;
}

function readMeaning(
  meaning: Meaning,
  name: string,
  at: { node: Reference; context: TypeContext },
): Type | undefined {
  if (meaning.kind === "declaration") return readDeclared(meaning, at);
  if (meaning.kind === "library") return readLibraryType(meaning, at);
  if (meaning.kind === "namespace" || meaning.kind === "module")
    return refuse(at.node, at.context, { message: `"${name}" is a namespace: expected a type of it` });
  const { module } = meaning;
  if (meaning.kind === "missing") {
    return refuse(at.node, at.context, {
      message: `cannot find the file "${module}" that "${name}" is imported from`,
    });
  }
  const hint = module.startsWith("@kubernetes/client-node")
    ? 'Import built-in types from "kubewright/k8s/<group>/<version>": they are what the API server sees.'
    : "Is it installed, does it come with types, and do the paths of tsconfig.json name it?";
  return refuse(at.node, at.context, {
    message: `cannot find the types of "${module}" that "${name}" is imported from`,
    hint,
  });
}

/** `Color.Red`. */
function readMember(
  container: Meaning,
  member: string,
  at: { node: Reference; context: TypeContext },
): Type | undefined {
  const { compiler: ts } = at.context;
  if (container.kind === "declaration" && ts.isEnumDeclaration(container.node))
    return readEnumMember(container.node, member, at);
  return unknownName(at.node.getText(), at);
}

function unknownName(name: string, { node, context }: { node: Reference; context: TypeContext }): undefined {
  const instead: Readonly<Record<string, string>> = {
    Map: "Use Record<string, …>: on the wire a map is an object.",
    Set: 'Use a list with "@listType set".',
    Function: "A schema has data only.",
  };
  const own = context.sources.typeNames(node).filter((other) => other !== name);
  const guess = nearest(name, [...own, ...Object.keys(knownTypes), ...Object.keys(utilityReaders)]);
  return refuse(node, context, {
    message: `cannot find the type "${name}"`,
    hint: instead[name] ?? (guess && `Did you mean "${guess}"?`),
  });
}

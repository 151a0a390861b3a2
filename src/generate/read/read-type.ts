import type { ts } from "ts-morph";
import { nearest } from "../../base/nearest.ts";
import { noDoc, type Doc, type Property, type Type } from "../model/type.ts";
import { readDoc } from "./doc-comment.ts";
import { floatTypes, knownTypes } from "./known-types.ts";
import { positionOf } from "./problems.ts";
import { readProperties } from "./read-properties.ts";
import { readUnion } from "./read-union.ts";
import { templatePattern } from "./read-template.ts";
import type { Declaration } from "./sources.ts";
import { readArray, refuse, type TypeContext } from "./type-context.ts";
import { readUtilityType } from "./read-utility-type.ts";

/** Reads a type node. What has no schema form is a problem, and undefined. */
export function readType(node: ts.TypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  const keyword = readKeyword(node, context);
  if (keyword) return keyword;
  if (node.kind === ts.SyntaxKind.NumberKeyword) {
    return refuse(node, context, {
      message: '"number" does not say how large: expected an alias of "kubewright"',
      hint: "Use Int32, Int64, UInt32 or Integer (or Double, where floats are allowed).",
    });
  }
  if (ts.isParenthesizedTypeNode(node)) return readType(node.type, context);
  if (ts.isArrayTypeNode(node)) return readArray(node.elementType, { node, context });
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword)
    return readType(node.type, context);
  if (ts.isTupleTypeNode(node)) return readTuple(node, context);
  if (ts.isLiteralTypeNode(node)) return readUnion([node], { node, context });
  if (ts.isTemplateLiteralTypeNode(node)) return readTemplate(node, context);
  if (ts.isUnionTypeNode(node)) return readUnion(node.types, { node, context });
  if (ts.isTypeLiteralNode(node)) return readLiteral(node, context);
  if (ts.isIntersectionTypeNode(node)) return readIntersection(node, context);
  if (ts.isTypeReferenceNode(node)) return readReference(node, context);
  if (ts.isIndexedAccessTypeNode(node)) return readIndexed(node, context);
  return refuse(node, context, {});
}

function readKeyword(node: ts.TypeNode, { compiler: { SyntaxKind } }: TypeContext): Type | undefined {
  const common = { position: positionOf(node), docs: [] };
  if (node.kind === SyntaxKind.StringKeyword) return { ...common, kind: "string" };
  if (node.kind === SyntaxKind.BooleanKeyword) return { ...common, kind: "boolean" };
  if (node.kind === SyntaxKind.UnknownKeyword) return { ...common, kind: "unknown" };
  return node.kind === SyntaxKind.BigIntKeyword
    ? { ...common, kind: "schema", schema: knownTypes.Int64 ?? {} }
    : undefined;
}

function readTuple(node: ts.TupleTypeNode, context: TypeContext): Type | undefined {
  const [first, ...others] = node.elements;
  if (!first || others.some((other) => other.getText() !== first.getText())) {
    return refuse(node, context, {
      message: `"${node.getText()}" has no schema form: the items of a tuple must be of one type`,
    });
  }
  const items = readType(first, context);
  return (
    items && { kind: "array", items, length: node.elements.length, position: positionOf(node), docs: [] }
  );
}

function readTemplate(node: ts.TemplateLiteralTypeNode, context: TypeContext): Type | undefined {
  const pattern = templatePattern(context.compiler, node);
  return pattern === undefined
    ? refuse(node, context, {})
    : { kind: "pattern", pattern, position: positionOf(node), docs: [] };
}

function readLiteral(node: ts.TypeLiteralNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  const index = node.members.find((member) => ts.isIndexSignatureDeclaration(member));
  if (index && node.members.length === 1) return readMap(index, context);
  return {
    kind: "object",
    properties: readProperties(node.members, context),
    position: positionOf(node),
    docs: [],
  };
}

function readMap(index: ts.IndexSignatureDeclaration, context: TypeContext): Type | undefined {
  const key = index.parameters[0]?.type;
  if (key && key.kind !== context.compiler.SyntaxKind.StringKeyword)
    return refuse(key, context, { message: "keys of a map must be strings" });
  const values = readType(index.type, context);
  return values && { kind: "map", values, position: positionOf(index), docs: [] };
}

function readIntersection(node: ts.IntersectionTypeNode, context: TypeContext): Type | undefined {
  const parts = node.types.map((part) => readType(part, context));
  const properties = new Map<string, Property>();
  for (const [index, part] of parts.entries()) {
    if (!part) return undefined;
    if (part.kind !== "object")
      return refuse(node.types[index] ?? node, context, { message: "only objects can be intersected" });
    for (const property of part.properties) properties.set(property.name, property);
  }
  return {
    kind: "object",
    properties: [...properties.values()],
    position: positionOf(node),
    docs: parts.flatMap((part) => part?.docs ?? []),
  };
}

function readIndexed(node: ts.IndexedAccessTypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  const object = readType(node.objectType, context);
  const key =
    ts.isLiteralTypeNode(node.indexType) && ts.isStringLiteral(node.indexType.literal)
      ? node.indexType.literal.text
      : undefined;
  if (!object) return undefined;
  const property =
    object.kind === "object" && key !== undefined
      ? object.properties.find((candidate) => candidate.name === key)
      : undefined;
  if (property) return property.type;
  return object.kind === "array" && node.indexType.kind === ts.SyntaxKind.NumberKeyword
    ? object.items
    : refuse(node, context, {});
}

function readReference(node: ts.TypeReferenceNode, context: TypeContext): Type | undefined {
  const { compiler: ts, sources, parameters } = context;
  if (!ts.isIdentifier(node.typeName)) return refuse(node, context, {});
  const name = node.typeName.text;
  const parameter = parameters.get(name);
  if (parameter) return parameter;
  const meaning = sources.meaning(name, node, "type");
  if (!meaning) return readUtilityType(name, { node, context }) ?? unknownName(node, name, context);
  if (meaning.kind === "declaration") return readDeclared(meaning.node, { node, context });
  if (meaning.kind === "library") return readLibraryType(meaning, { node, context });
  return refuse(node, context, {
    message: `"${name}" comes from "${meaning.module}": only types of this project and of "kubewright" have a schema`,
  });
}

function unknownName(node: ts.TypeReferenceNode, name: string, context: TypeContext): undefined {
  // a utility type that was refused has said so
  if (
    context.problems.diagnostics.some(
      (known) => known.line === positionOf(node).line && known.file === positionOf(node).file,
    )
  )
    return undefined;
  const guess = nearest(name, Object.keys(knownTypes));
  return refuse(node, context, {
    message: `cannot find type "${name}"`,
    hint: guess && `Did you mean "${guess}" of "kubewright"?`,
  });
}

function readLibraryType(
  type: { module: string; name: string },
  { node, context }: { node: ts.TypeReferenceNode; context: TypeContext },
): Type | undefined {
  const { module, name } = type;
  const schema = module === "kubewright" ? knownTypes[name] : context.builtIn(module, name);
  if (!schema) return refuse(node, context, { message: `"${name}" of "${module}" has no schema form` });
  if (module === "kubewright" && floatTypes.includes(name) && !context.allowFloats) {
    return refuse(node, context, {
      message: `"${name}" is a floating-point number, which clients round differently`,
      hint: "Use an integer of a smaller unit, a Quantity, or allow floats.",
    });
  }
  return { kind: "schema", schema, position: positionOf(node), docs: [] };
}

function readDeclared(
  declaration: Declaration,
  { node, context }: { node: ts.TypeReferenceNode; context: TypeContext },
): Type | undefined {
  const { compiler: ts, open } = context;
  if (open.includes(declaration)) {
    return refuse(node, context, {
      message: `"${node.getText()}" contains itself: a schema cannot be recursive`,
      hint: 'Use "unknown" where the recursion begins: any value is kept there.',
    });
  }
  const parameters = new Map(context.parameters);
  const declared = "typeParameters" in declaration ? (declaration.typeParameters ?? []) : [];
  for (const [index, parameter] of declared.entries()) {
    const argument = node.typeArguments?.[index] ?? parameter.default;
    const type = argument && readType(argument, context);
    if (type) parameters.set(parameter.name.text, type);
  }
  const inner: TypeContext = { ...context, parameters, open: [...open, declaration] };
  const doc = docOf(declaration, context);
  const type = ts.isTypeAliasDeclaration(declaration)
    ? readType(declaration.type, inner)
    : ts.isInterfaceDeclaration(declaration)
      ? {
          kind: "object" as const,
          properties: readProperties(declaration.members, inner, declaration.heritageClauses),
          position: positionOf(node),
          docs: [],
        }
      : ts.isEnumDeclaration(declaration)
        ? readEnum(declaration, context)
        : refuse(node, context, {
            message: `"${node.getText()}" is a class: a schema needs an interface or a type`,
          });
  return type && { ...type, position: positionOf(node), docs: [doc, ...type.docs] };
}

function docOf(declaration: Declaration, { compiler }: TypeContext): Doc {
  return compiler.isVariableDeclaration(declaration) ? noDoc : readDoc(compiler, declaration);
}

function readEnum(declaration: ts.EnumDeclaration, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  const values = declaration.members.map((member) =>
    member.initializer && ts.isStringLiteral(member.initializer) ? member.initializer.text : undefined,
  );
  if (values.some((value) => value === undefined))
    return refuse(declaration, context, { message: "the members of an enum must be strings" });
  return { kind: "enum", values: values as string[], position: positionOf(declaration), docs: [] };
}

import type { ts } from "ts-morph";
import type { Type } from "../model/type.ts";
import type { Compiler } from "./compiler.ts";
import { knownTypes } from "./known-types.ts";
import { OpenType } from "./open-type.ts";
import { positionOf } from "./problems.ts";
import { readIndexed } from "./read-indexed.ts";
import { readIntersection } from "./read-intersection.ts";
import { readKeyof, readTypeof } from "./read-keyof.ts";
import { readMap } from "./read-map.ts";
import { readMapped } from "./read-mapped.ts";
import { besideProperties, readProperties } from "./read-properties.ts";
import { readImportType, readReference } from "./read-reference.ts";
import { templateType } from "./read-template.ts";
import { readTuple } from "./read-tuple.ts";
import { readUnion } from "./read-union.ts";
import { readArray, refuse, type TypeContext } from "./type-context.ts";

type Reader = (node: ts.TypeNode, context: TypeContext) => Type | undefined;

/** Readers of single constructs, by the compiler's name of the node. */
export const typeReaders: Readonly<Record<string, Reader>> = {
  ParenthesizedType: as<ts.ParenthesizedTypeNode>((node, context) => context.readType(node.type, context)),
  ArrayType: as<ts.ArrayTypeNode>((node, context) => readArray(node.elementType, { node, context })),
  TypeOperator: as<ts.TypeOperatorNode>(readOperator),
  TupleType: as<ts.TupleTypeNode>(readTuple),
  LiteralType: (node, context) => readUnion([node], { node, context }),
  TemplateLiteralType: as<ts.TemplateLiteralTypeNode>(templateType),
  UnionType: as<ts.UnionTypeNode>((node, context) => readUnion(node.types, { node, context })),
  TypeLiteral: as<ts.TypeLiteralNode>(readTypeLiteral),
  IntersectionType: as<ts.IntersectionTypeNode>(readIntersection),
  TypeReference: as<ts.TypeReferenceNode>(readReference),
  ImportType: as<ts.ImportTypeNode>(readImportType),
  IndexedAccessType: as<ts.IndexedAccessTypeNode>(readIndexed),
  MappedType: as<ts.MappedTypeNode>(readMapped),
  TypeQuery: as<ts.TypeQueryNode>(readTypeof),
  ConditionalType: (node, context) => context.evaluate(node, context),
  StringKeyword: (node) => ({ kind: "string", position: positionOf(node), docs: [] }),
  BooleanKeyword: (node) => ({ kind: "boolean", position: positionOf(node), docs: [] }),
  UnknownKeyword: (node) => ({ kind: "unknown", position: positionOf(node), docs: [] }),
  NeverKeyword: (node) => ({ kind: "never", position: positionOf(node), docs: [] }),
  BigIntKeyword: (node) => ({
    kind: "schema",
    schema: knownTypes.Int64,
    position: positionOf(node),
    docs: [],
  }),
  NumberKeyword: (node, context) =>
    refuse(node, context, {
      message: '"number" does not say how large: expected an alias of "kubewright"',
      hint: "Use Int32, Int64, UInt32 or Integer (or Double, where floats are allowed).",
    }),
  AnyKeyword: (node, context) =>
    refuse(node, context, { hint: 'Use "unknown" for a value of any type, or RawExtension for any object.' }),
  ObjectKeyword: (node, context) =>
    refuse(node, context, { hint: "Use RawExtension for any object, or Record<string, …> for a map." }),
};

/** Makes what reads type nodes. What has no schema form is a problem, and undefined. */
export function typeReader({ SyntaxKind }: Compiler): Reader {
  const names = new Map(
    Object.keys(typeReaders).map((name) => [SyntaxKind[name as keyof typeof SyntaxKind], name]),
  );
  const read: Reader = (node, context) => {
    const name = names.get(node.kind);
    const reader = name === undefined ? undefined : typeReaders[name];
    return reader ? reader(node, context) : refuse(node, context, {});
  };
  return (node, context) => {
    if (context.parameters.size > 0) return read(node, context);
    const { count } = context.problems;
    const { account } = context.comments;
    const { length } = account;
    try {
      return read(node, context);
    } catch (error) {
      // something inside depends on type arguments that are given here
      if (!(error instanceof OpenType)) throw error;
      if (context.problems.count > count) return undefined;
      account.forget(length);
      return context.evaluate(node, context);
    }
  };
}

/** A reader of one kind of node, as one that is only called with that kind. */
function as<Node extends ts.TypeNode>(read: (node: Node, context: TypeContext) => Type | undefined): Reader {
  return (node, context) => read(node as Node, context);
}

function readOperator(node: ts.TypeOperatorNode, context: TypeContext): Type | undefined {
  const { SyntaxKind } = context.compiler;
  if (node.operator === SyntaxKind.ReadonlyKeyword) return context.readType(node.type, context);
  if (node.operator === SyntaxKind.KeyOfKeyword) return readKeyof(node, context);
  return refuse(node, context, {});
}

/** `{ a: string }`, or `{ [key: string]: T }`, which is a map. */
function readTypeLiteral(node: ts.TypeLiteralNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  const [index] = node.members;
  if (index && node.members.length === 1 && ts.isIndexSignatureDeclaration(index))
    return readMap(index, context);
  const position = positionOf(node);
  const properties = readProperties(node.members, context);
  return { kind: "object", properties, position, docs: [], ...besideProperties(node.members, context) };
}

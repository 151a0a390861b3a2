import type { ts } from "ts-morph";
import type { Type } from "../model/type.ts";
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

/** Reads a type node. What has no schema form is a problem, and undefined. */
export function readType(node: ts.TypeNode, context: TypeContext): Type | undefined {
  if (context.parameters.size > 0) return readSyntax(node, context);
  const { count } = context.problems;
  try {
    return readSyntax(node, context);
  } catch (error) {
    // something inside depends on type arguments that are given here
    if (!(error instanceof OpenType)) throw error;
    return context.problems.count > count ? undefined : context.evaluate(node, context);
  }
}

function readSyntax(node: ts.TypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  if (ts.isParenthesizedTypeNode(node)) return readType(node.type, context);
  if (ts.isArrayTypeNode(node)) return readArray(node.elementType, { node, context });
  if (ts.isTypeOperatorNode(node)) return readOperator(node, context);
  if (ts.isTupleTypeNode(node)) return readTuple(node, context);
  if (ts.isLiteralTypeNode(node)) return readUnion([node], { node, context });
  if (ts.isTemplateLiteralTypeNode(node)) return templateType(node, context);
  if (ts.isUnionTypeNode(node)) return readUnion(node.types, { node, context });
  if (ts.isTypeLiteralNode(node)) return readTypeLiteral(node, context);
  if (ts.isIntersectionTypeNode(node)) return readIntersection(node, context);
  if (ts.isTypeReferenceNode(node)) return readReference(node, context);
  if (ts.isImportTypeNode(node)) return readImportType(node, context);
  if (ts.isIndexedAccessTypeNode(node)) return readIndexed(node, context);
  if (ts.isMappedTypeNode(node)) return readMapped(node, context);
  if (ts.isTypeQueryNode(node)) return readTypeof(node, context);
  return readKeyword(node, context);
}

function readKeyword(node: ts.TypeNode, context: TypeContext): Type | undefined {
  const { SyntaxKind } = context.compiler;
  const common = { position: positionOf(node), docs: [] };
  switch (node.kind) {
    case SyntaxKind.StringKeyword:
      return { ...common, kind: "string" };
    case SyntaxKind.BooleanKeyword:
      return { ...common, kind: "boolean" };
    case SyntaxKind.UnknownKeyword:
      return { ...common, kind: "unknown" };
    case SyntaxKind.NeverKeyword:
      return { ...common, kind: "never" };
    case SyntaxKind.BigIntKeyword:
      return { ...common, kind: "schema", schema: knownTypes.Int64 };
    case SyntaxKind.NumberKeyword:
      return refuse(node, context, {
        message: '"number" does not say how large: expected an alias of "kubewright"',
        hint: "Use Int32, Int64, UInt32 or Integer (or Double, where floats are allowed).",
      });
    case SyntaxKind.AnyKeyword:
      return refuse(node, context, {
        hint: 'Use "unknown" for a value of any type, or RawExtension for any object.',
      });
    case SyntaxKind.ObjectKeyword:
      return refuse(node, context, {
        hint: "Use RawExtension for any object, or Record<string, …> for a map.",
      });
    case SyntaxKind.ConditionalType:
      return context.evaluate(node, context);
    default:
      return refuse(node, context, {});
  }
}

function readOperator(node: ts.TypeOperatorNode, context: TypeContext): Type | undefined {
  const { SyntaxKind } = context.compiler;
  if (node.operator === SyntaxKind.ReadonlyKeyword) return readType(node.type, context);
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

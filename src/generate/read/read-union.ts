import type { ts } from "ts-morph";
import type { Property, Type } from "../model/type.ts";
import { knownTypes } from "./known-types.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/**
 * A union: `| null` is nullable, `| undefined` is left to the property, literals are an enum in the order of the source, `number | string` is an
 * int-or-string, and objects are alternatives of which exactly one holds.
 */
export function readUnion(
  types: readonly ts.TypeNode[],
  { node, context }: { node: ts.TypeNode; context: TypeContext },
): Type | undefined {
  const { compiler: ts } = context;
  const isNull = (type: ts.TypeNode) =>
    ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword;
  const nullable = types.some(isNull);
  const members = types.filter((type) => !isNull(type) && type.kind !== ts.SyntaxKind.UndefinedKeyword);
  const read = readMembers(members, { node, context });
  return read && (nullable ? { ...read, nullable } : read);
}

function readMembers(
  members: readonly ts.TypeNode[],
  { node, context }: { node: ts.TypeNode; context: TypeContext },
): Type | undefined {
  const common = { position: positionOf(node), docs: [] };
  const [only] = members;
  if (only && members.length === 1 && !context.compiler.isLiteralTypeNode(only))
    return context.readType(only, context);
  const keywords = members
    .map((member) => member.getText())
    .sort()
    .join();
  if (keywords === "number,string")
    return { ...common, kind: "schema", schema: knownTypes.IntOrString ?? {} };
  const values = members.map((member) => literalValue(member, context));
  if (members.length > 0 && !values.includes(undefined))
    return { ...common, kind: "enum", values: values as string[] };
  const types = members.map((member) => context.readType(member, context));
  if (types.includes(undefined)) return undefined;
  const enums = types.flatMap((type) => (type?.kind === "enum" ? [type.values] : []));
  if (enums.length === types.length && enums.length > 0)
    return { ...common, kind: "enum", values: [...new Set(enums.flat())] };
  const objects = types.flatMap((type): (readonly Property[])[] =>
    type?.kind === "object" ? [type.properties] : type?.kind === "union" ? [...type.alternatives] : [],
  );
  if (types.every((type) => type?.kind === "object" || type?.kind === "union"))
    return { ...common, kind: "union", alternatives: objects };
  return refuse(node, context, {
    hint: "A union may be of literals, of objects, of number and string, or of one type and null.",
  });
}

function literalValue(
  node: ts.TypeNode,
  { compiler: ts }: TypeContext,
): string | number | boolean | undefined {
  if (!ts.isLiteralTypeNode(node)) return undefined;
  const { literal } = node;
  if (ts.isStringLiteralLike(literal)) return literal.text;
  if (ts.isNumericLiteral(literal)) return Number(literal.text);
  if (literal.kind === ts.SyntaxKind.TrueKeyword || literal.kind === ts.SyntaxKind.FalseKeyword)
    return literal.kind === ts.SyntaxKind.TrueKeyword;
  if (ts.isPrefixUnaryExpression(literal) && ts.isNumericLiteral(literal.operand))
    return -Number(literal.operand.text);
  return undefined;
}

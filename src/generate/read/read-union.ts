import type { ts } from "ts-morph";
import { asObject } from "../model/as-object.ts";
import { isLeftOpen } from "../model/is-left-open.ts";
import type { Alternative, Literal, Type } from "../model/type.ts";
import { numberLoss } from "../../base/exact-number.ts";
import { equalJson } from "../../base/json.ts";
import { knownTypes } from "./known-types.ts";
import { escapePattern } from "./escape-pattern.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/**
 * A union: `| null` is nullable, `| undefined` is left to the property, literals are an enum in the order of the source, a number or a string is an
 * int-or-string, and objects are alternatives of which exactly one holds.
 */
export function readUnion(
  types: readonly ts.TypeNode[],
  { node, context }: { node: ts.TypeNode; context: TypeContext },
): Type | undefined {
  const { compiler: ts } = context;
  const isNull = (type: ts.TypeNode) =>
    ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword;
  const isAbsent = (type: ts.TypeNode) => type.kind === ts.SyntaxKind.UndefinedKeyword;
  const members = types.filter((type) => !isNull(type) && !isAbsent(type));
  if (members.length === 0) return refuse(node, context, {});
  const read = readMembers(members, { node, context });
  if (!read) return undefined;
  return {
    ...read,
    ...(types.some(isNull) ? { nullable: true } : {}),
    ...(types.some(isAbsent) ? { absent: true } : {}),
  };
}

function readMembers(
  members: readonly ts.TypeNode[],
  { node, context }: { node: ts.TypeNode; context: TypeContext },
): Type | undefined {
  const { NumberKeyword } = context.compiler.SyntaxKind;
  const read = members.map((member) =>
    // beside texts a bare number does not have to say how large it is
    member.kind === NumberKeyword && members.length > 1
      ? ({ kind: "schema", schema: knownTypes.Integer, position: positionOf(member), docs: [] } as const)
      : readMember(member, context),
  );
  return read.includes(undefined)
    ? undefined
    : joinTypes(
        read.filter((type) => type !== undefined),
        { node, context },
      );
}

/** The type whose values are those of all members. */
export function joinTypes(
  members: readonly Type[],
  { node, context }: { node: ts.Node; context: TypeContext },
): Type | undefined {
  const open = members.find(isLeftOpen);
  if (open) return open;
  const types = members.filter((type) => type.kind !== "never");
  const [only] = types;
  if (members.length > 0 && !only) return members[0];
  if (!only) return refuse(node, context, {});
  if (types.length === 1) return only;
  for (const type of types) refuseTags(type, context);
  const common = {
    position: positionOf(node),
    docs: [],
    ...(types.some((type) => type.nullable) ? { nullable: true } : {}),
    ...(types.some((type) => type.absent) ? { absent: true } : {}),
  };
  const enums = types.flatMap((type) => (type.kind === "enum" ? [type.values] : booleanValues(type)));
  if (enums.length === types.length)
    return { ...common, kind: "enum", values: [...new Set(enums.flat())], written: common.position };
  const alternatives = types.flatMap((type) => alternativesOf(type) ?? []);
  if (types.every((type) => alternativesOf(type)))
    return { ...common, kind: "union", alternatives, written: common.position };
  const texts = types.filter((type) => !isInteger(type) || isIntOrString(type));
  const text = texts.length > 0 ? textOf(texts) : undefined;
  if (text && !types.some(isInteger)) return { ...common, ...text };
  if (text) return { ...common, kind: "schema", schema: { ...knownTypes.IntOrString, ...patternOf(text) } };
  return refuse(node, context, {
    hint: "A union may be of literals, of objects, of number and string, or of one type and null.",
  });
}

function readMember(node: ts.TypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  if (!ts.isLiteralTypeNode(node)) return context.readType(node, context);
  const value = literalValue(node.literal, context);
  const loss =
    typeof value === "number" && node.pos >= 0 ? numberLoss(node.getText().replaceAll("_", "")) : undefined;
  if (loss !== undefined) context.problems.error(positionOf(node), { code: "NUMBER_INEXACT", message: loss });
  return value === undefined
    ? refuse(node, context, {})
    : { kind: "enum", values: [value], position: positionOf(node), docs: [] };
}

function literalValue(
  literal: ts.LiteralTypeNode["literal"],
  { compiler: ts }: TypeContext,
): Literal | undefined {
  if (ts.isStringLiteralLike(literal)) return literal.text;
  if (ts.isNumericLiteral(literal)) return Number(literal.text);
  if (literal.kind === ts.SyntaxKind.TrueKeyword || literal.kind === ts.SyntaxKind.FalseKeyword)
    return literal.kind === ts.SyntaxKind.TrueKeyword;
  if (ts.isPrefixUnaryExpression(literal) && ts.isNumericLiteral(literal.operand))
    return literal.operator === ts.SyntaxKind.MinusToken ? -Number(literal.operand.text) : undefined;
  return undefined;
}

/** A tag on one of the types that a union is made of says nothing about the others. */
function refuseTags(type: Type, { problems }: TypeContext): void {
  for (const tag of type.docs.flatMap((doc) => doc.tags)) {
    problems.error(tag.position, {
      code: "TAG_MISPLACED",
      message: `"${tag.name.startsWith("+") ? tag.name : `@${tag.name}`}" has no effect: its type is used as part of a union`,
      hint: "Put it on the property, or on the name of the union.",
    });
  }
}

function booleanValues(type: Type): Literal[][] {
  return type.kind === "boolean" ? [[true, false]] : [];
}

function alternativesOf(type: Type): readonly Alternative[] | undefined {
  if (type.kind === "union") return type.alternatives;
  const object = asObject(type);
  if (!object) return undefined;
  const never = object.properties.filter((property) => property.type.kind === "never");
  return [
    {
      properties: object.properties.filter((property) => property.type.kind !== "never"),
      never: never.map(({ name }) => name),
      position: object.position,
    },
  ];
}

/** The texts that any of some types allow; undefined when one is no plain text. */
function textOf(
  types: readonly Type[],
): { kind: "string" } | { kind: "pattern"; pattern: string } | undefined {
  const patterns: string[] = [];
  let any = false;
  for (const type of types) {
    if (type.kind === "string" || isPlainText(type) || isIntOrString(type)) any = true;
    else if (type.kind === "pattern") patterns.push(type.pattern.slice(1, -1));
    else if (type.kind === "enum" && type.values.every((value) => typeof value === "string"))
      patterns.push(...type.values.map(escapePattern));
    else return undefined;
  }
  return any ? { kind: "string" } : { kind: "pattern", pattern: `^(${patterns.join("|")})$` };
}

function patternOf(text: { kind: "string" } | { kind: "pattern"; pattern: string }): { pattern?: string } {
  return text.kind === "pattern" ? { pattern: text.pattern } : {};
}

function isPlainText(type: Type): boolean {
  return type.kind === "schema" && equalJson(type.schema, { type: "string" });
}

function isIntOrString(type: Type): boolean {
  return type.kind === "schema" && equalJson(type.schema, knownTypes.IntOrString);
}

/** An integer, or one or a text. What bounds it, or its format, says nothing about texts: a union has neither. */
function isInteger(type: Type): boolean {
  return isIntOrString(type) || (type.kind === "schema" && type.schema.type === "integer");
}

import type { ts } from "ts-morph";
import { numberLoss } from "../../base/exact-number.ts";
import { setKey, type JsonObject } from "../../base/json.ts";
import type { Compiler } from "./compiler.ts";
import { positionOf, type Problems } from "./problems.ts";
import { compute } from "./compute.ts";
import type { Meaning, Sources } from "./sources.ts";
import { shorten } from "./type-context.ts";

/** A value that is not written as a constant; the problem was reported. */
export const notConstant = Symbol("not a constant");

interface ConstantContext {
  readonly compiler: Compiler;
  readonly sources: Sources;
  readonly problems: Problems;
  /** Constants that are being read: one may not name itself. */
  readonly reading?: readonly ts.Node[];
  /** Members of the enum that is being read, which its later members may name. */
  readonly members?: ReadonlyMap<string, string | number>;
}

/**
 * The value of a constant expression, read from its syntax: literals, objects, arrays, `as const`, template texts, references to constants
 * of the project and their properties, string enums. Anything else is a problem at its place.
 */
export function readConstant(node: ts.Expression, context: ConstantContext): unknown {
  const { compiler: ts } = context;
  const read = (inner: ts.Expression): unknown => readConstant(inner, context);
  if (isWrapper(node, ts)) return read(node.expression);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return readNumber(node, context);
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return node.kind === ts.SyntaxKind.TrueKeyword;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isPrefixUnaryExpression(node) || ts.isBinaryExpression(node)) {
    const operands = ts.isBinaryExpression(node) ? [node.left, node.right] : [node.operand];
    const operator = ts.isBinaryExpression(node) ? node.operatorToken.kind : node.operator;
    const values = operands.map(read);
    if (values.includes(notConstant)) return notConstant;
    return exact(compute(ts, operator, values), node, context);
  }
  if (ts.isArrayLiteralExpression(node)) return readList(node, context);
  if (ts.isObjectLiteralExpression(node)) return readObject(node, context);
  if (ts.isTemplateExpression(node)) {
    const parts = node.templateSpans.flatMap((span) => [read(span.expression), span.literal.text]);
    return joinTexts([node.head.text, ...parts], node, context);
  }
  if (ts.isIdentifier(node)) return readName(node, context);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return readAccess(node, context);
  return refuseConstant(node, context);
}

/** The compiler rounds numbers: how one is written is in the source only. */
function readNumber(node: ts.NumericLiteral, context: ConstantContext): unknown {
  const loss = numberLoss(node.pos < 0 ? node.text : node.getText().replaceAll("_", ""));
  return loss === undefined ? Number(node.text) : refuseInexact(node, loss, context);
}

/** What is computed with whole numbers beyond 2^53 - 1 is rounded on the way. */
function exact(value: unknown, node: ts.Expression, context: ConstantContext): unknown {
  if (value === undefined) return refuseConstant(node, context);
  if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const loss = numberLoss(String(BigInt(value)));
  return loss === undefined ? value : refuseInexact(node, loss, context);
}

function refuseInexact(node: ts.Expression, loss: string, { problems }: ConstantContext): typeof notConstant {
  problems.error(positionOf(node), { code: "NUMBER_INEXACT", message: loss });
  return notConstant;
}

/** What stands around an expression without changing its value. */
function isWrapper(node: ts.Expression, ts: Compiler) {
  return (
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isNonNullExpression(node)
  );
}

/** The values of an enum by its members; undefined when one of them is not constant, or they are mixed, which was reported. */
export function readEnumValues(
  declaration: ts.EnumDeclaration,
  context: ConstantContext,
): ReadonlyMap<string, string | number> | undefined {
  const values = new Map<string, string | number>();
  let next = 0;
  for (const { name, initializer } of declaration.members) {
    const value = initializer ? readConstant(initializer, { ...context, members: values }) : next;
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    values.set(memberName(name), value);
    next = typeof value === "number" ? value + 1 : NaN;
  }
  const found = [...values.values()];
  const texts = found.filter((value) => typeof value === "string").length;
  if ((texts === 0 || texts === found.length) && found.every(isWhole)) return values;
  context.problems.error(positionOf(declaration.name), {
    code: "TYPE_UNSUPPORTED",
    message: `the members of "${declaration.name.text}" are of several types: expected texts only, or whole numbers only`,
    hint: 'Give every member a text: Small = "small".',
  });
  return undefined;
}

function isWhole(value: string | number): boolean {
  return typeof value === "string" || Number.isSafeInteger(value);
}

/** Constants and members of enums are named by the words of their own place. */
function readName(node: ts.Identifier, context: ConstantContext): unknown {
  const member = context.members?.get(node.text);
  if (member !== undefined) return member;
  return readMeaning(context.sources.meaning(node.text, node, "value"), node, context);
}

function readMeaning(meaning: Meaning | undefined, node: ts.Expression, context: ConstantContext): unknown {
  const { compiler: ts, reading = [] } = context;
  if (meaning?.kind !== "declaration" || reading.includes(meaning.node)) return refuseConstant(node, context);
  const { members: _members, ...around } = context;
  const inner = { ...around, reading: [...reading, meaning.node] };
  if (ts.isVariableDeclaration(meaning.node) && meaning.node.initializer)
    return readConstant(meaning.node.initializer, inner);
  if (ts.isEnumDeclaration(meaning.node)) {
    const members = readEnumValues(meaning.node, inner);
    return members ? Object.fromEntries(members) : notConstant;
  }
  return refuseConstant(node, context);
}

/** `object.name`, `list[0]`, `namespace.name`. */
function readAccess(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  context: ConstantContext,
): unknown {
  const { compiler: ts, sources } = context;
  const { expression: left } = node;
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(left)) {
    const meaning = sources.member(left.text, node.name.text, { node, space: "value" });
    if (meaning) return readMeaning(meaning, node, context);
  }
  const object = readConstant(left, context);
  const key = ts.isPropertyAccessExpression(node)
    ? node.name.text
    : readConstant(node.argumentExpression, context);
  if (object === notConstant || key === notConstant) return notConstant;
  const found =
    typeof object === "object" && object !== null && (typeof key === "string" || typeof key === "number");
  return found && Object.hasOwn(object, key)
    ? (object as Record<string | number, unknown>)[key]
    : refuseConstant(node, context);
}

function memberName(name: ts.PropertyName): string {
  return "text" in name ? name.text : name.getText();
}

function readList(node: ts.ArrayLiteralExpression, context: ConstantContext): unknown {
  const { compiler: ts } = context;
  const items = node.elements.flatMap((element) => {
    if (!ts.isSpreadElement(element)) return [readConstant(element, context)];
    const spread = readConstant(element.expression, context);
    return Array.isArray(spread) ? (spread as unknown[]) : [refuseConstant(element, context)];
  });
  return items.includes(notConstant) ? notConstant : items;
}

function readObject(node: ts.ObjectLiteralExpression, context: ConstantContext): unknown {
  const { compiler: ts } = context;
  const result: JsonObject = {};
  let constant = true;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = readConstant(property.expression, context);
      if (typeof spread === "object" && spread !== null) Object.assign(result, spread);
      else constant = false;
      continue;
    }
    const { name } = property;
    const value = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined;
    if (!name || ts.isComputedPropertyName(name) || !value) {
      refuseConstant(property, context);
      constant = false;
      continue;
    }
    if (isWrittenTwice(property, node))
      context.problems.error(positionOf(property), {
        code: "NOT_CONSTANT",
        message: `"${memberName(name)}" is given twice`,
        hint: "Only one of them could count: put them together.",
      });
    const read = readConstant(value, context);
    if (read === notConstant) constant = false;
    else setKey(result, memberName(name), read);
  }
  return constant ? result : notConstant;
}

/** Whether a property of the same name stands before it, with nothing spread between them. */
function isWrittenTwice(
  property: ts.ObjectLiteralElementLike,
  { properties }: ts.ObjectLiteralExpression,
): boolean {
  const text = property.name && memberName(property.name);
  const before = properties.slice(0, properties.indexOf(property));
  return before.some(({ name }) => name !== undefined && memberName(name) === text);
}

function joinTexts(parts: readonly unknown[], node: ts.Node, context: ConstantContext): unknown {
  if (parts.includes(notConstant)) return notConstant;
  const [first] = parts;
  if (typeof first !== "string" || parts.some((part) => typeof part === "object"))
    return refuseConstant(node, context);
  return parts.map(String).join("");
}

function refuseConstant(node: ts.Node, { problems }: ConstantContext): typeof notConstant {
  problems.error(positionOf(node), {
    code: "NOT_CONSTANT",
    message: `cannot read "${shorten(node.getText())}": expected a constant`,
    hint: "It is read without being run: write literals, or name constants of this project.",
  });
  return notConstant;
}

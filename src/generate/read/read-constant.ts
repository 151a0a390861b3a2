import type { ts } from "ts-morph";
import { setKey, type JsonObject } from "../../base/json.ts";
import type { Compiler } from "./compiler.ts";
import { positionOf, type Problems } from "./problems.ts";
import type { Sources } from "./sources.ts";
import { shorten } from "./type-context.ts";

/** A value that is not written as a constant; the problem was reported. */
export const notConstant = Symbol("not a constant");

interface ConstantContext {
  readonly compiler: Compiler;
  readonly sources: Sources;
  readonly problems: Problems;
  /** Constants that are being read: one may not name itself. */
  readonly reading?: readonly ts.Node[];
}

/**
 * The value of a constant expression, read from its syntax: literals, objects, arrays, `as const`, template texts, references to constants
 * of the project and their properties, string enums. Anything else is a problem at its place.
 */
export function readConstant(node: ts.Expression, context: ConstantContext): unknown {
  const { compiler: ts } = context;
  const read = (inner: ts.Expression): unknown => readConstant(inner, context);
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    return read(node.expression);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return node.kind === ts.SyntaxKind.TrueKeyword;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const value = read(node.operand);
    return typeof value === "number" ? -value : value;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return joinTexts([read(node.left), read(node.right)], node, context);
  if (ts.isArrayLiteralExpression(node)) return readList(node, context);
  if (ts.isObjectLiteralExpression(node)) return readObject(node, context);
  if (ts.isTemplateExpression(node)) {
    const parts = node.templateSpans.flatMap((span) => [read(span.expression), span.literal.text]);
    return joinTexts([node.head.text, ...parts], node, context);
  }
  if (ts.isIdentifier(node)) return readName(node, context);
  if (ts.isPropertyAccessExpression(node)) {
    const object = read(node.expression);
    if (object === notConstant) return notConstant;
    if (typeof object === "object" && object !== null && Object.hasOwn(object, node.name.text))
      return (object as JsonObject)[node.name.text];
  }
  return refuseConstant(node, context);
}

function readName(node: ts.Identifier, context: ConstantContext): unknown {
  const { compiler: ts, sources, reading = [] } = context;
  const meaning = sources.meaning(node.text, node, "value");
  if (meaning?.kind !== "declaration" || reading.includes(meaning.node)) return refuseConstant(node, context);
  const inner = { ...context, reading: [...reading, meaning.node] };
  if (ts.isVariableDeclaration(meaning.node) && meaning.node.initializer)
    return readConstant(meaning.node.initializer, inner);
  if (ts.isEnumDeclaration(meaning.node)) {
    const members = meaning.node.members.flatMap((member) =>
      member.initializer ? [[memberName(member.name), readConstant(member.initializer, inner)] as const] : [],
    );
    if (members.length === meaning.node.members.length) return Object.fromEntries(members);
  }
  return refuseConstant(node, context);
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
    const read = readConstant(value, context);
    if (read === notConstant) constant = false;
    else setKey(result, memberName(name), read);
  }
  return constant ? result : notConstant;
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

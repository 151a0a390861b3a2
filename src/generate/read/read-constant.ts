import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";
import { positionOf, type Problems } from "./problems.ts";
import type { Sources } from "./sources.ts";

/** A value that is not written as a constant. */
export const notConstant = Symbol("not a constant");

/**
 * The value of a constant expression, read from its syntax: literals, objects, arrays, `as const`, template texts, references to constants
 * of the project and their properties. Anything else is a problem at its place.
 */
export function readConstant(
  node: ts.Expression,
  context: { compiler: Compiler; sources: Sources; problems: Problems },
): unknown {
  const { compiler: ts, sources, problems } = context;
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
  if (ts.isArrayLiteralExpression(node)) return collect(node.elements.map((element) => read(element)));
  if (ts.isObjectLiteralExpression(node)) return readObject(node, context);
  if (ts.isTemplateExpression(node)) {
    const parts = collect(node.templateSpans.map((span) => read(span.expression)));
    return parts === notConstant
      ? parts
      : node.head.text +
          node.templateSpans
            .map((span, index) => String((parts as unknown[])[index]) + span.literal.text)
            .join("");
  }
  if (ts.isIdentifier(node)) {
    const meaning = sources.meaning(node.text, node, "value");
    if (meaning?.kind === "declaration" && ts.isVariableDeclaration(meaning.node) && meaning.node.initializer)
      return read(meaning.node.initializer);
  }
  if (ts.isPropertyAccessExpression(node)) {
    const object = read(node.expression);
    if (typeof object === "object" && object !== null && Object.hasOwn(object, node.name.text))
      return (object as Record<string, unknown>)[node.name.text];
  }
  problems.error(positionOf(node), {
    code: "NOT_CONSTANT",
    message: `cannot read "${node.getText()}": expected a constant`,
    hint: "The definition of a resource is read without running it: write literals, or name constants of this project.",
  });
  return notConstant;
}

function readObject(node: ts.ObjectLiteralExpression, context: Parameters<typeof readConstant>[1]): unknown {
  const { compiler: ts, problems } = context;
  const result: Record<string, unknown> = {};
  let constant = true;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = readConstant(property.expression, context);
      if (typeof spread === "object" && spread !== null) Object.assign(result, spread);
      else constant = false;
      continue;
    }
    const name =
      property.name && (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name))
        ? property.name.text
        : undefined;
    const value = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined;
    if (name === undefined || !value) {
      problems.error(positionOf(property), {
        code: "NOT_CONSTANT",
        message: `cannot read "${property.getText()}": expected name: value`,
      });
      constant = false;
      continue;
    }
    result[name] = readConstant(value, context);
    constant &&= result[name] !== notConstant;
  }
  return constant ? result : notConstant;
}

function collect(values: unknown[]): unknown {
  return values.includes(notConstant) ? notConstant : values;
}

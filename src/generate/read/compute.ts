import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";

/** The value of an operation on constants: arithmetic of numbers, texts put together; undefined for any other. */
export function compute(
  compiler: Compiler,
  operator: ts.SyntaxKind,
  operands: readonly unknown[],
): string | number | boolean | undefined {
  const { SyntaxKind: kinds } = compiler;
  const [left, right] = operands;
  if (operands.length === 1) return computeUnary(kinds, operator, left);
  if (operator === kinds.PlusToken && (typeof left === "string" || typeof right === "string"))
    return isScalar(left) && isScalar(right) ? `${left}${right}` : undefined;
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  return computeBinary(kinds, operator, [left, right]);
}

function computeUnary(
  kinds: Compiler["SyntaxKind"],
  operator: ts.SyntaxKind,
  value: unknown,
): number | boolean | undefined {
  if (operator === kinds.ExclamationToken && typeof value === "boolean") return !value;
  if (typeof value !== "number") return undefined;
  if (operator === kinds.MinusToken) return -value;
  if (operator === kinds.PlusToken) return value;
  return operator === kinds.TildeToken ? ~value : undefined;
}

function computeBinary(
  kinds: Compiler["SyntaxKind"],
  operator: ts.SyntaxKind,
  [a, b]: readonly [number, number],
): number | undefined {
  switch (operator) {
    case kinds.PlusToken:
      return a + b;
    case kinds.MinusToken:
      return a - b;
    case kinds.AsteriskToken:
      return a * b;
    case kinds.SlashToken:
      return a / b;
    case kinds.PercentToken:
      return a % b;
    case kinds.AsteriskAsteriskToken:
      return a ** b;
    case kinds.LessThanLessThanToken:
      return a << b;
    case kinds.GreaterThanGreaterThanToken:
      return a >> b;
    case kinds.GreaterThanGreaterThanGreaterThanToken:
      return a >>> b;
    case kinds.BarToken:
      return a | b;
    case kinds.AmpersandToken:
      return a & b;
    case kinds.CaretToken:
      return a ^ b;
    default:
      return undefined;
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

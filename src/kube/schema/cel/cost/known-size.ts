import type { ComprehensionNode, Expression } from "../ast.ts";
import type { DeclaredType } from "../check/declared-type.ts";
import { unwrapOptional, type Type } from "../check/type.ts";
import { fixed, type Range } from "./range.ts";
import { countCodePoints } from "./value-size.ts";

/** How much there can be at a path of the schema of `self`. The variable's own name comes first. */
export function sizeAt(root: DeclaredType, path: readonly string[]): Range | undefined {
  if (path.length === 0) return undefined;
  let type: DeclaredType | undefined = root;
  for (const name of path.slice(1)) {
    if (name === "@items" || name === "@values") type = type.element;
    else if (name === "@keys") type = type.key;
    else type = type.fields?.get(name);
    if (!type) return undefined;
  }
  return { min: 0, max: type.maxElements };
}

/** Whether a loop only stands for a variable that is bound to a value. */
export function isBinding(node: ComprehensionNode): boolean {
  const { range, condition, accumulator } = node;
  const empty = range.kind === "list" && range.items.length === 0;
  return empty && condition.kind === "literal" && condition.value === false && accumulator !== "__result__";
}

/** Size of what is written in the expression itself. */
export function literalSize(expression: Expression): Range | undefined {
  if (expression.kind === "list") return fixed(expression.items.length);
  if (expression.kind === "map") return fixed(expression.entries.length);
  if (expression.kind !== "literal") return undefined;
  const { value } = expression;
  if (typeof value === "string") return fixed(countCodePoints(value));
  return fixed(value instanceof Uint8Array ? value.length : 1);
}

/** Types whose values are all of one size. */
export function isScalar(type: Type): boolean {
  const inner = unwrapOptional(type);
  if (inner) return isScalar(inner);
  return ["bool", "double", "duration", "int", "timestamp", "uint"].includes(type.kind);
}

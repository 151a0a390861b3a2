import type { Expression } from "../ast.ts";
import type { Type } from "../check/type.ts";
import type { Range } from "./range.ts";

/** An argument of a call, for the functions that estimate calls (checker.AstNode in cel-go). */
export interface CostNode {
  readonly expression: Expression | undefined;
  readonly type: Type;
  /** Where in the schema its value stands; undefined where that is not known. */
  readonly path: readonly string[] | undefined;
  /** Its size, if the expression itself or the schema says it. */
  readonly size: Range | undefined;
}

/** Estimated cost of a call without its arguments, and the size of what it gives. */
export interface CallEstimate {
  readonly cost: Range;
  readonly size?: Range;
}

/** A call to be estimated. */
export interface CallToEstimate {
  readonly name: string;
  readonly overload: string;
  readonly target: CostNode | undefined;
  readonly args: readonly CostNode[];
  /** The size of what stands at a path of the schema. */
  readonly sizeAt: (path: readonly string[]) => Range | undefined;
}

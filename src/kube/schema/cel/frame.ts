import type { CostMeter } from "./cost/cost-meter.ts";
import type { FunctionTable } from "./function-table.ts";
import type { CelError, Value } from "./value.ts";

/** What evaluating gives: a value, or the error that stands for one, which `&&`, `||` and loops may absorb. */
export type Result = Value | CelError;

/** Variables by name, innermost first, and what is spent on evaluating. */
export interface Frame {
  readonly functions: FunctionTable;
  readonly meter: CostMeter;
  lookup(name: string): Result | undefined;
}

/** A planned expression. */
export interface Step {
  /** Value of a constant, which costs nothing to evaluate. */
  readonly constant?: Value;
  /** What the step reads, when it reads a variable or a part of a value: then more selections may be appended. */
  readonly attribute?: Attribute;
  run(frame: Frame): Result;
}

/** A variable or a computed value, and the selections that follow. `resolve` pays for the selections, not for reading the variable. */
export interface Attribute {
  resolve(frame: Frame): Result;
  select(qualifier: Qualifier): Attribute;
}

/** One selection: of a field, of a key, of an index. */
export interface Qualifier {
  readonly optional: boolean;
  /** For `has`: only whether there is one. */
  readonly testOnly: boolean;
  key(frame: Frame): Result;
}

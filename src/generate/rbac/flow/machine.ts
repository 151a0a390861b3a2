import type { ts } from "ts-morph";
import type { Session } from "../../session.ts";
import type { Ledger } from "./ledger.ts";
import type { Store } from "./store.ts";
import type { Call, ClassValue, FunctionValue, ObjectValue, Scope, Value, Values } from "./value.ts";

/** What runs the project's code without running it: every expression comes to all values that it may have. */
export interface Machine {
  readonly session: Session;
  readonly store: Store;
  readonly ledger: Ledger;
  evaluate(node: ts.Expression, scope: Scope): Values;
  /** Runs the statements of a block, whose names are in the scope. */
  runBlock(statements: readonly ts.Statement[], scope: Scope): void;
  call(callee: Value, call: Call): Values;
  invoke(callee: FunctionValue, call: Pick<Call, "args" | "node">): Values;
  construct(callee: ClassValue, call: Pick<Call, "args" | "node">): ObjectValue;
  /** Sets the fields of an object of a class and runs its constructor. */
  initialize(callee: ClassValue, of: { object: ObjectValue; args: readonly Values[]; node: ts.Node }): void;
  /** A module by the text of its import. */
  moduleOf(module: string, from: string): Value | undefined;
  member(of: Value, name: string, at: ts.Node): Values;
  /** What a name stands for. */
  lookUp(name: ts.Identifier, scope: Scope): Values;
  /** What a file passes on under a name. */
  exportOf(path: string, name: string): Values;
  /** What a type says of a value of it; empty when that is nothing. */
  typed(type: ts.TypeNode | undefined, depth?: number): Values;
}

import type { CallNode, Expression } from "../ast.ts";
import type { DeclaredType } from "./declared-type.ts";
import type { Functions } from "./environment.ts";
import type { Type } from "./type.ts";
import type { Substitutions } from "./unify.ts";

/** What the checker found wrong; `offset` counts UTF-16 units. */
export interface CheckError {
  readonly offset: number;
  readonly message: string;
  /** For a name that is not there: the names that are. */
  readonly candidates?: readonly string[];
  readonly name?: string;
}

/** A type whose values expressions may make: `Object.spec{replicas: 1}`. */
export interface MessageType {
  readonly type: Type;
  /** Undefined for a field that it does not have. */
  field(name: string): Type | undefined;
}

/** What names stand for. */
export interface CheckScope {
  readonly functions: Functions;
  /** Types of the variables. */
  readonly variables: ReadonlyMap<string, Type>;
  /** Fields of the object types, by the types' names. */
  readonly objects: ReadonlyMap<string, DeclaredType>;
  /** Types of messages by their names; absent: there are none. */
  readonly message?: (name: string) => MessageType | undefined;
}

/** What the checks of single kinds of nodes use of the checker. */
export interface CheckContext {
  readonly scope: CheckScope;
  substitutions: Substitutions;
  check(expression: Expression): void;
  /** Type of a node that was checked. */
  typeOf(expression: Expression): Type;
  setType(expression: Expression, type: Type): void;
  /** Says which overloads a call may take, and the name of a function in a namespace. */
  setCall(node: CallNode, overloads: readonly string[], qualified?: string): void;
  /** `expression` says where, unless only an offset is known. */
  report(place: Pick<Expression, "offset">, message: string): void;
  undeclared(expression: Expression, name: string): void;
  mismatch(expression: Expression, expected: Type, found: Type): void;
  newParameter(): Type;
  /** Whether values of one type may stand where the other is expected; what that says of type parameters is kept. */
  isAssignable(from: Type, to: Type): boolean;
  /** Type of a field of an operand, which is checked first. */
  selectField(
    expression: Expression,
    operand: Expression,
    options: { field: string; optional: boolean },
  ): Type;
}

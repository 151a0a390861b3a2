/**
 * A parsed CEL expression, macros expanded, in the shape of cel-go's tree (cel-go/common/ast). `id` tells the nodes of one expression apart;
 * `offset` counts UTF-16 units from its start to where the node's operator or name stands.
 */
export type Expression =
  LiteralNode | IdentifierNode | SelectNode | CallNode | ListNode | MapNode | MessageNode | ComprehensionNode;

interface Node {
  readonly id: number;
  readonly offset: number;
}

export interface LiteralNode extends Node {
  readonly kind: "literal";
  readonly value: Literal;
}

export interface IdentifierNode extends Node {
  readonly kind: "identifier";
  readonly name: string;
}

/** `operand.field`; with `testOnly` what `has(operand.field)` stands for. */
export interface SelectNode extends Node {
  readonly kind: "select";
  readonly operand: Expression;
  readonly field: string;
  readonly testOnly: boolean;
}

/** A call by the name of a function or an operator: `size`, `_+_`, `_[_]`, `_?._`. */
export interface CallNode extends Node {
  readonly kind: "call";
  readonly target: Expression | undefined;
  readonly name: string;
  readonly args: readonly Expression[];
}

export interface ListNode extends Node {
  readonly kind: "list";
  readonly items: readonly Element[];
}

export interface MapNode extends Node {
  readonly kind: "map";
  readonly entries: readonly Entry[];
}

/** `Type{field: value}`: CRDs have no message types, so that this is never right there; admission's mutations have some. */
export interface MessageNode extends Node {
  readonly kind: "message";
  readonly type: string;
  readonly fields: readonly MessageField[];
}

/** A loop over `range` that folds its items into the accumulator. */
export interface ComprehensionNode extends Node {
  readonly kind: "comprehension";
  readonly range: Expression;
  readonly variable: string;
  readonly variable2: string | undefined;
  readonly accumulator: string;
  readonly initial: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

/** A constant. Unsigned integers are wrapped, so that 1 and 1u differ. */
export type Literal = null | boolean | bigint | number | string | Uint8Array | { readonly uint: bigint };

/** An item of a list; an optional one is left out when it has no value. */
export interface Element {
  readonly value: Expression;
  readonly optional: boolean;
}

/** An entry of a map. */
export interface Entry {
  readonly key: Expression;
  readonly value: Expression;
  readonly optional: boolean;
}

/** A field of a message; `offset` is that of its colon. */
export interface MessageField {
  readonly name: string;
  readonly value: Expression;
  readonly optional: boolean;
  readonly offset: number;
}

/** The expressions right below one. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "identifier":
      return [];
    case "select":
      return [expression.operand];
    case "call":
      return expression.target ? [expression.target, ...expression.args] : expression.args;
    case "list":
      return expression.items.map((item) => item.value);
    case "map":
      return expression.entries.flatMap((entry) => [entry.key, entry.value]);
    case "message":
      return expression.fields.map((field) => field.value);
    case "comprehension":
      return [expression.range, expression.initial, expression.condition, expression.step, expression.result];
  }
}

/** `a.b.c` for a chain of plain selections of a name; undefined for everything else. */
export function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === "identifier") return expression.name;
  if (expression.kind !== "select" || expression.testOnly) return undefined;
  const operand = qualifiedName(expression.operand);
  return operand === undefined ? undefined : `${operand}.${expression.field}`;
}

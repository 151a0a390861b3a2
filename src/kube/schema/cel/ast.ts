/** A parsed CEL expression. Macros stay calls here; the evaluator knows them. `offset` is where the node's operator or name stands. */
export type Expression =
  | { readonly kind: "literal"; readonly value: Literal; readonly offset: number }
  | { readonly kind: "identifier"; readonly name: string; readonly offset: number }
  | {
      readonly kind: "select";
      readonly operand: Expression;
      readonly field: string;
      readonly optional: boolean;
      readonly offset: number;
    }
  | {
      readonly kind: "index";
      readonly operand: Expression;
      readonly index: Expression;
      readonly optional: boolean;
      readonly offset: number;
    }
  | {
      readonly kind: "call";
      readonly target: Expression | undefined;
      readonly name: string;
      readonly args: readonly Expression[];
      readonly offset: number;
    }
  | { readonly kind: "list"; readonly items: readonly Element[]; readonly offset: number }
  | { readonly kind: "map"; readonly entries: readonly Entry[]; readonly offset: number }
  | {
      readonly kind: "comprehension";
      readonly macro: Macro;
      readonly range: Expression;
      readonly variables: readonly string[];
      readonly body: readonly Expression[];
      readonly offset: number;
    };

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

/** Macros that bind variables over a list or a map. */
export type Macro =
  | "all"
  | "exists"
  | "exists_one"
  | "map"
  | "filter"
  | "transformList"
  | "transformMap"
  | "transformMapEntry"
  | "optMap"
  | "optFlatMap"
  | "bind";

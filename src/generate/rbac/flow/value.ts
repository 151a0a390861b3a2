import type { ts } from "ts-morph";
import type { Target } from "../rule-context.ts";

/** A place that holds values: a variable, a property, what a function returns. It only ever takes more. */
export interface Cell {
  readonly values: Map<string, Value>;
}

/** Names of a block, a function that was called, a file. */
export interface Scope {
  readonly id: string;
  readonly parent: Scope | undefined;
  readonly cells: Map<string, Cell>;
  /** Types of names, for what is never set. */
  readonly types: Map<string, ts.TypeNode>;
  /** What `this` is. */
  readonly self?: readonly Value[];
  /** Where `return` puts what it is given. */
  readonly result?: Cell;
  /** Where `yield` does. */
  readonly yielded?: Cell;
  /** The class whose constructor or method this is: `super` is what it extends. */
  readonly within?: ClassValue;
}

/** A controller that is being built, whatever it has got so far. */
export interface ControllerRecord {
  readonly call: ts.CallExpression;
  readonly targets: readonly Target[];
  readonly links: Set<string>;
  readonly uses: Set<"status" | "events">;
  /** Whether it holds its objects by a finalizer. */
  holds: boolean;
}

export interface FunctionValue {
  readonly kind: "function";
  readonly id: string;
  readonly node: ts.FunctionLikeDeclaration;
  readonly scope: Scope;
  readonly self?: readonly Value[];
  readonly within?: ClassValue;
}

export interface ClassValue {
  readonly kind: "class";
  readonly id: string;
  readonly node: ts.ClassLikeDeclaration;
  readonly scope: Scope;
}

/** An object that was made here: its own fields, and what was spread into it or put there under a name that is not known. */
export interface ObjectValue {
  readonly kind: "object";
  readonly id: string;
  readonly fields: Map<string, Cell>;
  readonly bases: Cell;
  /** Of values whose key is not known. */
  readonly others: Cell;
  readonly of?: ClassValue;
  /** A type that says what is in it, where nothing else does. */
  readonly type?: ts.TypeNode | ts.InterfaceDeclaration;
}

/** An array, a set, an iterator. */
export interface ListValue {
  readonly kind: "list";
  readonly id: string;
  /** Items whose place is known. */
  readonly items: readonly Cell[];
  readonly rest: Cell;
}

export interface MapValue {
  readonly kind: "map";
  readonly id: string;
  /** Lists of a key and a value. */
  readonly pairs: Cell;
  readonly keys: Cell;
  readonly items: Cell;
}

/** A client of this cluster, or of another whose roles are no matter of ours. */
export interface ClientValue {
  readonly kind: "client";
  readonly id: string;
  readonly elsewhere: boolean;
}

export interface SubresourceValue {
  readonly kind: "subresource";
  readonly id: string;
  readonly targets: readonly Target[];
  readonly name: string;
  readonly call: ts.Node;
}

/** What is called on something: a method that was read and may be called later. */
export interface MethodValue {
  readonly kind: "method";
  readonly id: string;
  readonly of: Value;
  readonly name: string;
}

/** `f.bind(self, …args)`. */
export interface BoundValue {
  readonly kind: "bound";
  readonly id: string;
  readonly target: Value;
  readonly args: readonly (readonly Value[])[];
}

/** What an expression may come to, as far as roles are concerned. */
export type Value =
  /** Nobody knows. */
  | { readonly kind: "unknown"; readonly id: string }
  /** Of code that cannot be read: another package, a name that nothing declares. */
  | { readonly kind: "foreign"; readonly id: string; readonly name: string; readonly module?: string }
  /** Nothing that could ask a server for anything. */
  | { readonly kind: "data"; readonly id: string }
  /** A text; `\0` stands for a part that is not known. */
  | { readonly kind: "text"; readonly id: string; readonly text: string }
  | { readonly kind: "handle"; readonly id: string; readonly target: Target }
  /** A handle, but nobody knows which. */
  | { readonly kind: "any handle"; readonly id: string }
  /** An object as the server has it. */
  | { readonly kind: "instance"; readonly id: string; readonly target: Target }
  | ClientValue
  | { readonly kind: "untyped"; readonly id: string; readonly elsewhere: boolean }
  | { readonly kind: "discovery"; readonly id: string }
  | {
      readonly kind: "context";
      readonly id: string;
      readonly record: ControllerRecord;
      readonly elsewhere: boolean;
    }
  | { readonly kind: "controller"; readonly id: string; readonly record: ControllerRecord }
  | { readonly kind: "operator"; readonly id: string }
  /** A function or a part of the library, or of JavaScript itself, whose module is `global`. */
  | { readonly kind: "library"; readonly id: string; readonly module: string; readonly name: string }
  | { readonly kind: "module"; readonly id: string; readonly path: string }
  /** A function that keeps what it is called with: `resolve` of a Promise. */
  | { readonly kind: "sink"; readonly id: string; readonly cell: Cell }
  | FunctionValue
  | ClassValue
  | ObjectValue
  | ListValue
  | MapValue
  | SubresourceValue
  | MethodValue
  | BoundValue;

/** All that an expression may come to; nothing while it is not known yet. */
export type Values = readonly Value[];

/** A call, with what it is given. */
export interface Call {
  readonly node: ts.Node;
  readonly args: readonly Values[];
  /** Expressions of the arguments, for what is said about them. */
  readonly given: readonly ts.Expression[];
  readonly self?: Values;
}

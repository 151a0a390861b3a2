import type { ts } from "ts-morph";
import type { Cell, Scope, Value, Values } from "./value.ts";

/** Which of the passes over the project is made: calls that are seen; what nobody calls, too; and what nothing sets counts as unknown. */
export type Phase = "reached" | "all" | "settled";

/** Values by what makes them the same, from one pass to the next, so that passes come to an end. */
export class Store {
  phase: Phase = "reached";
  /** Whether something was learnt in this pass. */
  changed = false;
  readonly #nodes = new Map<ts.Node, number>();
  readonly #values = new Map<string, Value>();
  readonly #scopes = new Map<string, Scope>();
  readonly #keys = new Map<string, string>();

  /** A short name of a node. */
  node(node: ts.Node): string {
    const known = this.#nodes.get(node) ?? this.#nodes.size;
    this.#nodes.set(node, known);
    return `n${known}`;
  }

  /** The value of a key, made when it is first asked for. */
  value<V extends Value>(key: string, make: (id: string) => V): V {
    const known = this.#values.get(key);
    if (known) return known as V;
    const made = make(this.#short(key));
    this.#values.set(key, made);
    return made;
  }

  /** All values so far, each time it is asked. */
  values(): () => Iterable<Value> {
    return () => this.#values.values();
  }

  scope(key: string, make: (id: string) => Omit<Scope, "cells" | "types" | "id">): Scope {
    let scope = this.#scopes.get(key);
    if (!scope) {
      const id = this.#short(key);
      scope = { ...make(id), id, cells: new Map(), types: new Map() };
      this.#scopes.set(key, scope);
    }
    return scope;
  }

  cell(): Cell {
    return { values: new Map() };
  }

  /** The cell of a key, made when it is first asked for. */
  cellNamed(key: string): Cell {
    return this.list(`cell ${key}`, 0).rest;
  }

  /** The cell of a name in a map of them. */
  cellOf(cells: Map<string, Cell>, name: string): Cell {
    let cell = cells.get(name);
    if (!cell) cells.set(name, (cell = this.cell()));
    return cell;
  }

  add({ values }: Cell, more: Values): void {
    for (const value of more) {
      if (values.has(value.id)) continue;
      values.set(value.id, value);
      this.changed = true;
    }
  }

  text(text: string): Value {
    return this.value(`text ${text}`, (id) => ({ kind: "text", id, text }));
  }

  list(key: string, items: number): Extract<Value, { kind: "list" }> {
    return this.value(`list ${key}`, (id) => ({
      kind: "list",
      id,
      items: Array.from({ length: items }, () => this.cell()),
      rest: this.cell(),
    }));
  }

  object(
    key: string,
    more: Partial<Pick<Extract<Value, { kind: "object" }>, "of" | "type">> = {},
  ): Extract<Value, { kind: "object" }> {
    return this.value(`object ${key}`, (id) => ({
      kind: "object",
      id,
      fields: new Map(),
      bases: this.cell(),
      others: this.cell(),
      ...more,
    }));
  }

  /** Keys are made of keys: they stay short. */
  #short(key: string): string {
    const known = this.#keys.get(key) ?? `v${this.#keys.size}`;
    this.#keys.set(key, known);
    return known;
  }
}

export const unknown: Value = { kind: "unknown", id: "unknown" };
export const data: Value = { kind: "data", id: "data" };
/** `undefined`, of a field that is not there. */
export const absent: Value = { kind: "data", id: "absent" };
export const anyHandle: Value = { kind: "any handle", id: "any handle" };
export const ownClient: Value = { kind: "client", id: "client", elsewhere: false };
export const otherClient: Value = { kind: "client", id: "client elsewhere", elsewhere: true };

/** Every value once. */
export function join(...lists: readonly Values[]): Values {
  const all = new Map<string, Value>();
  for (const list of lists) for (const value of list) all.set(value.id, value);
  return [...all.values()];
}

/** Without `undefined`. */
export function present(values: Values): Values {
  return values.filter((value) => value !== absent);
}

export function valuesOf(cell: Cell): Values {
  return [...cell.values.values()];
}

/** The texts that an expression may come to, when it comes to nothing else. */
export function textsOf(values: Values): string[] | undefined {
  const texts = values.map((value) =>
    value.kind === "text" && !value.text.includes("\0") ? value.text : undefined,
  );
  return texts.length > 0 && texts.every((text) => text !== undefined) ? texts : undefined;
}

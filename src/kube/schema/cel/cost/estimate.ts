import type { CallNode, ComprehensionNode, Expression, ListNode, MapNode } from "../ast.ts";
import { accumulatorName } from "../build-node.ts";
import type { Checked } from "../check/check.ts";
import type { DeclaredType } from "../check/declared-type.ts";
import { errorType, type Type } from "../check/type.ts";
import type { CostNode } from "./cost-node.ts";
import { estimateCall } from "./estimate-call.ts";
import { isBinding, isScalar, literalSize, sizeAt } from "./known-size.ts";
import { add, fixed, multiply, union, unknownRange, unlimited, type Range } from "./range.ts";

/**
 * What evaluating a checked expression costs at least and at most, given how much the schema lets there be (cel-go's checker/cost.go).
 * `root` is the type of `self` and of `oldSelf`.
 */
export function estimateCost(checked: Checked, root: DeclaredType): Range {
  return new Coster(checked, root).cost(checked.expression);
}

/** Sizes of the keys and values of a list or map. */
interface EntrySize {
  readonly list: boolean;
  readonly key: Range;
  readonly value: Range;
}

interface Local {
  readonly path: readonly string[] | undefined;
  readonly size: Range | undefined;
  readonly entries: EntrySize | undefined;
}

class Coster {
  readonly #checked: Checked;
  readonly #root: DeclaredType;
  readonly #paths = new Map<number, readonly string[] | undefined>();
  readonly #sizes = new Map<number, Range>();
  readonly #entrySizes = new Map<number, EntrySize>();
  readonly #locals = new Map<string, Local[]>();

  constructor(checked: Checked, root: DeclaredType) {
    this.#checked = checked;
    this.#root = root;
  }

  cost(node: Expression): Range {
    switch (node.kind) {
      case "literal":
        return fixed(0);
      case "identifier":
        this.#paths.set(node.id, this.#local(node.name) ? this.#local(node.name)?.path : [node.name]);
        return fixed(1);
      case "select":
        return this.#select(node);
      case "call":
        return this.#call(node);
      case "list":
        return this.#list(node);
      case "map":
        return this.#map(node);
      case "message":
        return fixed(40);
      case "comprehension":
        return isBinding(node) ? this.#binding(node) : this.#comprehension(node);
    }
  }

  #select(node: Expression & { kind: "select" }): Range {
    const name = this.#checked.qualified.get(node.id);
    if (name !== undefined) {
      this.#paths.set(node.id, [name]);
      return fixed(1);
    }
    const operand = this.cost(node.operand);
    if (node.testOnly) return operand;
    this.#paths.set(node.id, [...(this.#path(node.operand) ?? []), node.field]);
    const paid = ["map", "struct", "parameter"].includes(this.#type(node.operand).kind);
    return paid ? add(operand, fixed(1)) : operand;
  }

  #call(node: CallNode): Range {
    const [argument] = node.args;
    if (node.name === "dyn" && argument) {
      const cost = add(fixed(1), this.cost(argument));
      this.#copySizes(node, argument);
      return cost;
    }
    const costs = node.args.map((inner) => this.cost(inner));
    const args = node.args.map((inner) => this.#node(inner));
    const overloads = this.#checked.overloads.get(node.id) ?? [];
    if (overloads.length === 0) return fixed(0);
    const name = this.#checked.qualified.get(node.id) ?? node.name;
    const receiver = this.#checked.qualified.has(node.id) ? undefined : node.target;
    const targetCost = receiver ? this.cost(receiver) : fixed(0);
    const target = receiver && this.#node(receiver);
    let total: Range = { min: unlimited, max: 0 };
    let size: Range | undefined;
    for (const overload of overloads) {
      const estimate = this.#overload(node, { name, overload, target, args, costs });
      total = union(total, estimate.cost);
      if (estimate.size) size = size ? union(size, estimate.size) : estimate.size;
      size = this.#indexed(node, overload, size);
      size ??= this.#size(node);
    }
    if (size) this.#sizes.set(node.id, size);
    return add(targetCost, total);
  }

  /** Selecting an item or a value by index leads to its place in the schema. */
  #indexed(node: CallNode, overload: string, size: Range | undefined): Range | undefined {
    const [operand] = node.args;
    if (!operand || (overload !== "index_list" && overload !== "index_map")) return size;
    const step = overload === "index_list" ? "@items" : "@values";
    this.#paths.set(node.id, [...(this.#path(operand) ?? []), step]);
    return this.#entries(operand)?.value;
  }

  #overload(
    node: CallNode,
    call: {
      name: string;
      overload: string;
      target: CostNode | undefined;
      args: readonly CostNode[];
      costs: readonly Range[];
    },
  ): { cost: Range; size?: Range } {
    const { overload, args, costs } = call;
    const [first = fixed(0), second = fixed(0), third = fixed(0)] = costs;
    if (overload === "logical_or" || overload === "logical_and")
      return { cost: { min: first.min, max: add(first, second).max } };
    const [left, right] = node.args;
    const [, truthy, falsy] = node.args;
    if (overload === "conditional" && truthy && falsy) {
      this.#unite(node, truthy, falsy);
      const size = union(args[1]?.size ?? unknownRange, args[2]?.size ?? unknownRange);
      return { cost: add(first, union(second, third)), size };
    }
    if (["add_string", "add_bytes", "add_list"].includes(overload) && left && right)
      this.#unite(node, left, right);
    const estimate = estimateCall({ ...call, sizeAt: (path) => sizeAt(this.#root, path) });
    return { ...estimate, cost: add(estimate.cost, ...costs) };
  }

  #unite(node: Expression, a: Expression, b: Expression): void {
    const [left, right] = [this.#entries(a), this.#entries(b)];
    if (!left || !right) return;
    this.#entrySizes.set(node.id, {
      list: left.list,
      key: union(left.key, right.key),
      value: union(left.value, right.value),
    });
  }

  #list(node: ListNode): Range {
    const costs = node.items.map((item) => this.cost(item.value));
    const value = this.#unionOf(node.items.map((item) => item.value));
    this.#entrySizes.set(node.id, { list: true, key: fixed(1), value });
    return add(...costs, fixed(10));
  }

  #map(node: MapNode): Range {
    const costs = node.entries.flatMap((entry) => [this.cost(entry.key), this.cost(entry.value)]);
    const key = this.#unionOf(node.entries.map((entry) => entry.key));
    const value = this.#unionOf(node.entries.map((entry) => entry.value));
    this.#entrySizes.set(node.id, { list: false, key, value });
    return add(...costs, fixed(30));
  }

  #unionOf(nodes: readonly Expression[]): Range {
    const start = { min: nodes.length === 0 ? 0 : unlimited, max: 0 };
    return nodes.reduce<Range>((whole, node) => union(whole, this.#size(node) ?? unknownRange), start);
  }

  #comprehension(node: ComprehensionNode): Range {
    const { range, initial } = node;
    const before = add(this.cost(range), this.cost(initial));
    this.#push(node.accumulator, {
      path: this.#path(initial),
      size: this.#size(initial),
      entries: this.#entries(initial),
    });
    const variables = this.#loopVariables(node);
    for (const [name, local] of variables) this.#push(name, local);
    const loop = add(this.cost(node.condition), this.cost(node.step));
    for (const [name] of variables) this.#pop(name);
    const result = this.cost(node.result);
    this.#pop(node.accumulator);
    const count = this.#size(range) ?? unknownRange;
    if (initial.kind === "literal") this.#sizes.set(node.id, this.#size(initial) ?? unknownRange);
    if (initial.kind === "list" || initial.kind === "map") {
      this.#sizes.set(node.id, count);
      const entries = this.#entries(node.step);
      if (entries) this.#entrySizes.set(node.id, entries);
    }
    return add(before, result, multiply(count, loop));
  }

  #loopVariables(node: ComprehensionNode): [string, Local][] {
    const { range, variable, variable2 } = node;
    const entries = this.#entries(range);
    const list = entries?.list ?? this.#type(range).kind === "list";
    const path = this.#path(range) ?? [];
    const key = { path: [...path, list ? "@indices" : "@keys"], size: entries?.key, entries: undefined };
    const value = { path: [...path, list ? "@items" : "@values"], size: entries?.value, entries: undefined };
    if (variable2 === undefined) return [[variable, list ? value : key]];
    return [
      [variable, key],
      [variable2, value],
    ];
  }

  /** A variable that stands for a value: nothing is repeated. */
  #binding(node: ComprehensionNode): Range {
    const before = add(this.cost(node.range), this.cost(node.initial));
    this.#push(node.accumulator, {
      path: this.#path(node.initial),
      size: this.#size(node.initial),
      entries: this.#entries(node.initial),
    });
    const result = this.cost(node.result);
    this.#pop(node.accumulator);
    this.#copySizes(node, node.result);
    return add(before, result);
  }

  #copySizes(to: Expression, from: Expression): void {
    const size = this.#size(from);
    if (size) this.#sizes.set(to.id, size);
    const entries = this.#entries(from);
    if (entries) this.#entrySizes.set(to.id, entries);
  }

  #node(expression: Expression): CostNode {
    const path = this.#path(expression);
    const hidden = path?.[0] === accumulatorName || path?.[0] === "__result__";
    return {
      expression,
      type: this.#type(expression),
      path: hidden || path?.length === 0 ? undefined : path,
      size: this.#size(expression),
    };
  }

  #type(expression: Expression): Type {
    return this.#checked.types.get(expression.id) ?? errorType;
  }

  #path(expression: Expression): readonly string[] | undefined {
    const local = expression.kind === "identifier" ? this.#local(expression.name) : undefined;
    return local ? local.path : this.#paths.get(expression.id);
  }

  #size(expression: Expression): Range | undefined {
    const known = this.#sizes.get(expression.id) ?? literalSize(expression);
    if (known) return known;
    const path = this.#path(expression);
    const declared = path && sizeAt(this.#root, path);
    if (declared) {
      this.#sizes.set(expression.id, declared);
      return declared;
    }
    if (isScalar(this.#type(expression))) return fixed(1);
    return expression.kind === "identifier" ? this.#local(expression.name)?.size : undefined;
  }

  #entries(expression: Expression): EntrySize | undefined {
    const known = this.#entrySizes.get(expression.id);
    return known ?? (expression.kind === "identifier" ? this.#local(expression.name)?.entries : undefined);
  }

  #local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  #push(name: string, local: Local): void {
    const stack = this.#locals.get(name);
    if (stack) stack.push(local);
    else this.#locals.set(name, [local]);
  }

  #pop(name: string): void {
    this.#locals.get(name)?.pop();
  }
}

import type { ComprehensionNode } from "./ast.ts";
import type { Frame, Result, Step } from "./frame.ts";
import type { PlanContext } from "./step.ts";
import { CelError, CelMap, GrowingList, isList, type Value } from "./value.ts";

/** Folds a list or a map into an accumulator (cel-go's interpreter, evalFold). A loop costs what its parts cost. */
export function planComprehension(node: ComprehensionNode, context: PlanContext): Step {
  const parts = {
    range: context.plan(node.range),
    initial: context.plan(node.initial),
    condition: context.plan(node.condition),
    step: context.plan(node.step),
    result: context.plan(node.result),
  };
  return {
    run(frame) {
      const range = parts.range.run(frame);
      if (range instanceof CelError) return range;
      const entries = entriesOf(range, node.variable2 !== undefined);
      if (!entries) return new CelError("no such overload");
      const fold = new FoldFrame(node, parts.initial, frame);
      for (const [first, second] of entries) {
        fold.enter(first, second);
        if (parts.condition.run(fold) === false) break;
        fold.accumulate(parts.step.run(fold));
      }
      fold.leave();
      const result = parts.result.run(fold);
      return result instanceof GrowingList ? [...result] : result;
    },
  };
}

/** With one variable it is the item of a list or the key of a map; with two, index or key, and the value. */
function entriesOf(range: Value, two: boolean): Iterable<readonly [Value, Value]> | undefined {
  if (isList(range)) {
    return two
      ? range.map((item, index) => [BigInt(index), item] as const)
      : range.map((item) => [item, item] as const);
  }
  return range instanceof CelMap ? range.entries() : undefined;
}

/** The variables of a loop. The accumulator begins when it is first read. */
class FoldFrame implements Frame {
  readonly functions;
  readonly meter;
  readonly #node: ComprehensionNode;
  readonly #initial: Step;
  readonly #outer: Frame;
  #accumulated: Result | undefined;
  #first: Value | undefined;
  #second: Value | undefined;

  constructor(node: ComprehensionNode, initial: Step, outer: Frame) {
    this.#node = node;
    this.#initial = initial;
    this.#outer = outer;
    this.functions = outer.functions;
    this.meter = outer.meter;
  }

  enter(first: Value, second: Value): void {
    this.#first = first;
    this.#second = second;
  }

  leave(): void {
    this.#first = undefined;
    this.#second = undefined;
  }

  accumulate(value: Result): void {
    this.#accumulated = value;
  }

  lookup(name: string): Result | undefined {
    if (name === this.#node.accumulator) return (this.#accumulated ??= this.#begin());
    if (name === this.#node.variable && this.#first !== undefined) return this.#first;
    if (name === this.#node.variable2 && this.#second !== undefined) return this.#second;
    return this.#outer.lookup(name);
  }

  #begin(): Result {
    const value = this.#initial.run(this.#outer);
    if (value instanceof CelError) return value;
    if (isList(value) && value.length === 0) return new GrowingList();
    return value instanceof CelMap && value.size === 0 ? new CelMap([]) : value;
  }
}

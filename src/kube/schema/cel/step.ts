import type { Expression } from "./ast.ts";
import { conditionalAttribute, relativeAttribute } from "./attribute.ts";
import type { FunctionTable } from "./function-table.ts";
import type { Attribute, Step } from "./frame.ts";
import type { Value } from "./value.ts";

/** What planning knows of an expression. */
export interface PlanContext {
  readonly functions: FunctionTable;
  /** The overloads that the checker chose, by the node's id; without a checker, none. */
  readonly overloads: ReadonlyMap<number, readonly string[]>;
  plan(expression: Expression): Step;
}

/** A step whose value is known. */
export function constantStep(value: Value): Step {
  return { constant: value, run: () => value };
}

/** A step that reads an attribute. Reading costs 1, except for a conditional, which only chooses between two. */
export function attributeStep(attribute: Attribute, cost = 1): Step {
  return {
    attribute,
    run(frame) {
      const value = attribute.resolve(frame);
      frame.meter.add(cost);
      return value;
    },
  };
}

/** The attribute of a step, made from its value where it has none of its own. */
export function attributeOf(step: Step): Attribute {
  return step.attribute ?? relativeAttribute(step);
}

/** `condition ? truthy : falsy`. */
export function conditionalStep(condition: Step, truthy: Step, falsy: Step): Step {
  return attributeStep(conditionalAttribute(condition, attributeOf(truthy), attributeOf(falsy)), 0);
}

import type { MessageNode } from "./ast.ts";
import type { Step } from "./frame.ts";
import type { PlanContext } from "./step.ts";
import { CelError, CelMessage, CelOptional, typeName, type Value } from "./value.ts";

/** `Type{field: value}`; what it makes costs 40 (evalObj of cel-go's interpreter, StructCreateBaseCost of its common). */
export function planMessage(node: MessageNode, context: PlanContext): Step {
  const fields = node.fields.map(({ name, value, optional }) => ({
    name,
    step: context.plan(value),
    optional,
  }));
  return {
    run(frame) {
      const entries: [string, Value][] = [];
      let failure: CelError | undefined;
      for (const { name, step, optional } of fields) {
        const value = step.run(frame);
        if (value instanceof CelError) failure = value;
        else if (!optional) entries.push([name, value]);
        else if (!(value instanceof CelOptional))
          failure = new CelError(
            `cannot initialize optional entry '${name}' from non-optional value ${typeName(value)}`,
          );
        else if (value.value !== undefined) entries.push([name, value.value]);
        if (failure) break;
      }
      frame.meter.add(40);
      return failure ?? new CelMessage(node.type, entries);
    },
  };
}

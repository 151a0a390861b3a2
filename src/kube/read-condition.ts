import type { Condition } from "./condition.ts";
import type { ObjectMeta } from "./object.ts";

/** What conditions are read of: custom resources, and built-in kinds whose conditions know no generation of their own. */
export interface WithConditions<C extends { readonly type: string; readonly status: string }> {
  readonly metadata?: Readonly<Pick<ObjectMeta, "generation">>;
  readonly status?: { readonly conditions?: readonly C[]; readonly observedGeneration?: number };
}

/** A condition of an object; undefined when it has none of that type. */
export function conditionOf<C extends { readonly type: string; readonly status: string }>(
  object: WithConditions<C>,
  type: NoInfer<C["type"]>,
): C | undefined {
  return object.status?.conditions?.find((condition) => condition.type === type);
}

/**
 * Whether an object has a condition that is true of its current spec: one whose `observedGeneration` (else that of the status) is older speaks of
 * a spec that is gone. Where neither says a generation, the condition is believed.
 *
 * @example
 * const rolledOut = isTrue(deployment, "Available");
 */
export function isTrue<C extends { readonly type: string; readonly status: string }>(
  object: WithConditions<C>,
  type: NoInfer<C["type"]>,
): boolean {
  const condition = conditionOf(object, type);
  return condition?.status === "True" && !isStale(object, condition);
}

/**
 * One condition out of several: True when all are, False when one is, else Unknown; one that is missing or speaks of an older spec is Unknown.
 * Reason and message are those of the first that is in the way.
 */
export function summarizeConditions(
  conditions: readonly Condition[],
  types: readonly string[],
  generation: number | undefined,
): Pick<Condition, "status" | "reason" | "message"> {
  const parts = types.map((type): Pick<Condition, "type" | "status" | "reason" | "message"> => {
    const found = conditions.find((condition) => condition.type === type);
    if (!found) return { type, status: "Unknown", reason: "NotSet", message: "is not set yet" };
    if (!isStale({ metadata: generation === undefined ? {} : { generation } }, found)) return found;
    return { ...found, status: "Unknown", reason: "Outdated", message: "speaks of an older spec" };
  });
  const blocking =
    parts.find(({ status }) => status === "False") ?? parts.find(({ status }) => status !== "True");
  if (!blocking) return { status: "True", reason: "AllTrue", message: "" };
  const { type, status, reason, message } = blocking;
  return { status, reason, message: `${type}: ${message || reason}` };
}

function isStale(
  object: Pick<WithConditions<never>, "metadata"> & { status?: { readonly observedGeneration?: number } },
  condition: object,
): boolean {
  const generation = object.metadata?.generation;
  const observed =
    (condition as { observedGeneration?: number }).observedGeneration ?? object.status?.observedGeneration;
  return generation !== undefined && observed !== undefined && observed < generation;
}

import type { Int64, Time } from "./scalar.ts";

/**
 * meta/v1 Condition. The CRD generator gives it upstream's schema: bounds, pattern, required fields. The argument declares which types a kind has,
 * so that the compiler finds one that is misspelt.
 *
 * @example
 * interface MemcachedStatus { conditions?: Condition<"Available" | "Ready">[] }
 */
export interface Condition<Type extends string = string> {
  type: Type;
  status: "True" | "False" | "Unknown";
  observedGeneration?: Int64;
  lastTransitionTime: Time;
  reason: string;
  message: string;
}

/**
 * The list with this condition set. `lastTransitionTime` moves only when `status` changes.
 * Follows meta.SetStatusCondition of k8s.io/apimachinery/pkg/api/meta/conditions.go.
 */
export function setCondition<Type extends string = string>(
  conditions: readonly Condition<Type>[],
  condition: Omit<Condition<Type>, "lastTransitionTime"> & { lastTransitionTime?: Time },
  now: Date,
): Condition<Type>[] {
  const existing = conditions.find((candidate) => candidate.type === condition.type);
  const changed = existing?.status !== condition.status;
  const lastTransitionTime =
    !changed && existing ? existing.lastTransitionTime : (condition.lastTransitionTime ?? timeText(now));
  const next = { ...condition, lastTransitionTime };
  return existing
    ? conditions.map((candidate) => (candidate === existing ? next : candidate))
    : [...conditions, next];
}

/** The list without a condition: meta.RemoveStatusCondition. */
export function removeCondition<Type extends string>(
  conditions: readonly Condition<Type>[],
  type: NoInfer<Type>,
): Condition<Type>[] {
  return conditions.filter((condition) => condition.type !== type);
}

/** An instant as metav1.Time is written: RFC 3339 in UTC, whole seconds. */
export function timeText(instant: Date): Time {
  const text = instant.toISOString();
  return `${text.slice(0, text.indexOf("."))}Z`;
}

/** An instant as metav1.MicroTime is written: exactly six fraction digits, which the API server demands. */
export function microTimeText(instant: Date): string {
  return instant.toISOString().replace("Z", "000Z");
}

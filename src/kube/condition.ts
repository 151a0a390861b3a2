import type { Int64, Time } from "./scalar.ts";

/** meta/v1 Condition. The CRD generator gives it upstream's schema: bounds, pattern, required fields. */
export interface Condition {
  type: string;
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
export function setCondition(
  conditions: readonly Condition[],
  condition: Omit<Condition, "lastTransitionTime"> & { lastTransitionTime?: Time },
  now: Date,
): Condition[] {
  const existing = conditions.find((candidate) => candidate.type === condition.type);
  const changed = existing?.status !== condition.status;
  const lastTransitionTime =
    !changed && existing ? existing.lastTransitionTime : (condition.lastTransitionTime ?? timeText(now));
  const next = { ...condition, lastTransitionTime };
  return existing
    ? conditions.map((candidate) => (candidate === existing ? next : candidate))
    : [...conditions, next];
}

/** An instant as metav1.Time is written: RFC 3339 in UTC, whole seconds. */
export function timeText(instant: Date): Time {
  return instant.toISOString().replace(/\.\d+Z$/, "Z");
}

/** An instant as metav1.MicroTime is written: exactly six fraction digits, which the API server demands. */
export function microTimeText(instant: Date): string {
  return instant.toISOString().replace("Z", "000Z");
}

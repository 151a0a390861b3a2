import type { JsonObject } from "../../../../base/json.ts";
import { invalidField, nonNegative } from "../../../admission/field-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt } from "../defaulting.ts";

/**
 * Counts of a status: none below zero, none above the number of replicas. Follows the status checks of
 * k8s.io/kubernetes/pkg/apis/apps/validation/validation.go.
 */
export function validateReplicaStatus(
  object: ApiObject,
  options: {
    /** In the order in which they are looked at. */
    counts: readonly string[];
    /** Those that are part of all replicas. */
    parts: readonly string[];
    /** What is said of more available replicas than ready ones. */
    available: string;
  },
): InvalidField[] {
  const { counts, parts, available } = options;
  const status = objectAt(object, "status") ?? {};
  const amount = (key: string) => Number(status[key] ?? 0);
  const wrong = (key: string, detail: string) => invalidField(`status.${key}`, amount(key), detail);
  return [
    ...counts.flatMap((key) => nonNegative(`status.${key}`, status[key])),
    ...parts
      .filter((key) => amount(key) > amount("replicas"))
      .map((key) => wrong(key, "cannot be greater than status.replicas")),
    ...(amount("availableReplicas") > amount("readyReplicas") ? [wrong("availableReplicas", available)] : []),
  ];
}

/** A number that only grows. Follows IsDecremented. */
export function validateCollisions(object: ApiObject, old: ApiObject): InvalidField[] {
  const [now, then] = [countOf(object), countOf(old)];
  if (then === undefined || (now !== undefined && now >= then)) return [];
  return [invalidField("status.collisionCount", now ?? 0, "cannot be decremented")];
}

function countOf(object: ApiObject): number | undefined {
  const status: JsonObject = objectAt(object, "status") ?? {};
  return typeof status.collisionCount === "number" ? status.collisionCount : undefined;
}

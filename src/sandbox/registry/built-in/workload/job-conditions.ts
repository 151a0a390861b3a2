import type { ApiObject } from "../../../api-object.ts";
import { objectAt, objectsAt } from "../defaulting.ts";

export function isTrue(job: ApiObject, type: string): boolean {
  return hasCondition(job, { type, status: "True" });
}

/** Whether any condition of this type has this status. */
export function hasCondition(job: ApiObject, wanted: { type: string; status: string }): boolean {
  return objectsAt(objectAt(job, "status"), "conditions").some(
    ({ type, status }) => type === wanted.type && status === wanted.status,
  );
}

export function isFinished(job: ApiObject): boolean {
  return isTrue(job, "Complete") || isTrue(job, "Failed");
}

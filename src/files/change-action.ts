import type { Change } from "./plan.ts";

/** What a change does to its file. */
export type ChangeAction = "create" | "update" | "delete";

/** What a change does to its file. */
export function actionOf(change: Change): ChangeAction {
  if (change.before === undefined) return "create";
  return change.after === undefined ? "delete" : "update";
}

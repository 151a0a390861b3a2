import { toMilliseconds } from "../../base/duration.ts";
import { UserError } from "../../base/errors.ts";
import { checkPriority } from "./controller-options.ts";
import type { HandlerResult } from "./handler.ts";

/** When to reconcile again. */
export interface Requeue {
  /** Milliseconds, more than 0. */
  readonly after: number;
  /** Instead of the priority that the run had. */
  readonly priority: number | undefined;
}

/**
 * What a handler asks for. No time at all asks for nothing, as the zero of controller-runtime's Result.
 *
 * @throws UserError REQUEUE_AFTER_INVALID, DURATION_INVALID
 */
export function requeueOf(result: HandlerResult): Requeue | undefined {
  if (result?.requeueAfter === undefined) return undefined;
  const { requeueAfter } = result;
  const priority = checkPriority(result.priority);
  const after = toMilliseconds(requeueAfter);
  if (after >= 0) return after > 0 ? { after, priority } : undefined;
  const found = typeof requeueAfter === "string" ? `"${requeueAfter}"` : String(requeueAfter);
  throw new UserError(
    "REQUEUE_AFTER_INVALID",
    `cannot run again after ${found}: expected a duration such as "30s", or milliseconds, from 0 up`,
    { hint: "to try again with back-off, throw an error; 0 is done until something changes" },
  );
}

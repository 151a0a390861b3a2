import { UserError } from "../../base/errors.ts";
import type { Resource } from "../../kube/resource.ts";

/** A list by an index of a kind that is not cached. */
export function indexWithoutCache({ kind }: Resource): UserError {
  return new UserError(
    "CACHE_INDEX_WITHOUT_CACHE",
    `cannot list ${kind} by an index: only the cache has indexes, and it does not hold what is asked for`,
    { hint: `Watch ${kind} (owns, watches), or set startOnRead; a page (limit) is never of the cache.` },
  );
}

import type { Cache, WatchState } from "../cache/cache.ts";
import { ApiError } from "../client/errors.ts";

/**
 * Throws when a kind is not in sync, or when the server no longer lets it be watched: it was once, and somebody has to act (a role was taken away, the
 * kind is gone). A server that is away or slow for a while is none of that.
 */
export function checkWatches(cache: Pick<Cache, "watches">): void {
  const problems = cache.watches.filter((watch) => !watch.synced || isRefused(watch.problem)).map(describe);
  if (problems.length > 0) throw new Error([...new Set(problems)].join("; "));
}

function isRefused(problem: unknown): problem is ApiError {
  return problem instanceof ApiError && [401, 403, 404].includes(problem.code);
}

function describe({ resource, synced, problem }: WatchState): string {
  const what = synced ? `cannot watch ${resource.kind}` : `not in sync: ${resource.kind}`;
  // the first line is what the server said, the rest a hint for logs
  const why = problem instanceof Error ? problem.message.split("\n")[0] : undefined;
  return why ? `${what}: ${why}` : what;
}

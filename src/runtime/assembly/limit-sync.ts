import type { Runnable } from "../../base/lifetime.ts";
import { aborted } from "../../base/lifetime.ts";
import { UserError } from "../../base/errors.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Cache, WatchState } from "../cache/cache.ts";
import { ApiError } from "../client/errors.ts";
import type { ControllerDefinition } from "../controller/controller-definition.ts";
import type { Parts } from "./parts.ts";

/**
 * Fails when a kind of a controller has no first list within the controller's `cacheSyncTimeout`: an operator that waits for ever looks like one that
 * has nothing to do.
 */
export function limitSync(parts: Parts): Runnable {
  return {
    async start(signal) {
      const caches = [parts, ...parts.clusters.values()].map(({ cache }) => cache);
      const ended = Promise.race([aborted(signal), Promise.all(caches.map((cache) => cache.whenSynced()))]);
      const limits = parts.options.controllers.map(({ definition }) => limit(definition, { parts, ended }));
      await Promise.all(limits);
    },
  };
}

function limit(
  definition: ControllerDefinition,
  { parts, ended }: { parts: Parts; ended: Promise<unknown> },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = parts.clock.setTimer(definition.cacheSyncTimeout, () => {
      const missing = watchesOf(definition, parts).filter(({ synced }) => !synced);
      if (missing.length === 0) resolve();
      else reject(timeoutError(definition, missing));
    });
    void ended.then(() => {
      timer.cancel();
      resolve();
    });
  });
}

/** How the kinds of a controller fare, in each of their clusters. */
function watchesOf({ clusters, resource, watched }: ControllerDefinition, parts: Parts): WatchState[] {
  const homes = clusters.length > 0 ? clusters : [""];
  return [
    ...homes.flatMap((home) => statesOf(resource, cacheOf(home, parts))),
    ...watched.flatMap((watch) =>
      (watch.cluster === undefined ? homes : [watch.cluster]).flatMap((name) =>
        statesOf(watch.resource, cacheOf(name, parts)),
      ),
    ),
  ];
}

function cacheOf(name: string, parts: Parts): Cache | undefined {
  return name === "" ? parts.cache : parts.clusters.get(name)?.cache;
}

function statesOf({ apiVersion, kind }: Resource, cache: Cache | undefined): WatchState[] {
  return (cache?.watches ?? []).filter(
    ({ resource }) => resource.apiVersion === apiVersion && resource.kind === kind,
  );
}

function timeoutError(
  { name, cacheSyncTimeout }: ControllerDefinition,
  missing: readonly WatchState[],
): UserError {
  const kinds = missing.map(({ resource, problem }) => {
    const why = problem instanceof Error ? `: ${reasonOf(problem)}` : "";
    return `${resource.kind} (${resource.apiVersion})${why}`;
  });
  const hint = missing.map(hintOf).find((text) => text !== undefined);
  return new UserError(
    "CACHE_SYNC_TIMEOUT",
    `controller "${name}": no first list within ${cacheSyncTimeout / 1_000} s of ${[...new Set(kinds)].join("; ")}`,
    hint === undefined ? {} : { hint },
  );
}

/** In a line. */
function reasonOf(problem: Error): string {
  const isUnknown = problem instanceof ApiError && problem.code === 404;
  return isUnknown
    ? "its definition is missing, the server does not know it"
    : (problem.message.split("\n")[0] ?? "");
}

function hintOf({ resource, problem }: WatchState): string | undefined {
  if (!(problem instanceof ApiError)) return undefined;
  const { plural, group } = resource;
  const name = group ? `${plural}.${group}` : plural;
  if (problem.code === 404)
    return `The server does not know ${name}: install its CustomResourceDefinition, for example with \`kubewright install\`.`;
  if (problem.code === 403)
    return `The operator may not list or watch ${name}: \`kubewright manifests\` writes the role, \`kubewright deploy\` applies it.`;
  return undefined;
}

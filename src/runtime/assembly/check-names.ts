import { UserError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import type { Resource } from "../../kube/resource.ts";
import type { OperatorOptions } from "./operator-options.ts";

/**
 * Refuses names that are taken twice, or name nothing.
 *
 * @throws UserError CONTROLLER_NAME_TAKEN, CLUSTER_UNKNOWN
 */
export function checkNames({ controllers, clusters = {} }: OperatorOptions): void {
  const names = controllers.map(({ definition }) => definition.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UserError("CONTROLLER_NAME_TAKEN", `two controllers are named "${twice}"`, {
      hint: 'Give one a name of its own: controller(Kind, { name: "…" }).',
    });
  for (const { definition } of controllers) {
    const used = [...definition.clusters, ...definition.watched.map(({ cluster = "" }) => cluster)];
    const unknown = used.find((cluster) => cluster !== "" && !Object.hasOwn(clusters, cluster));
    if (unknown !== undefined)
      throw new UserError(
        "CLUSTER_UNKNOWN",
        `controller "${definition.name}" names a cluster that the operator does not have: "${unknown}"`,
        { hint: "Name it in operator({ clusters: { … } })." },
      );
  }
}

/**
 * Refuses indexes of kinds that no controller watches and no read would: each list by them would fail.
 *
 * @throws UserError CACHE_INDEX_WITHOUT_CACHE
 */
export function checkIndexes({ controllers, cache = {} }: OperatorOptions): void {
  const { indexes = [], kinds = [], startOnRead = false } = cache;
  const watched = controllers.flatMap(({ definition }) => [
    definition.resource,
    ...definition.watched.map(({ resource }) => resource),
  ]);
  const read = kinds.flatMap(({ resource, options }) =>
    (options.startOnRead ?? startOnRead) ? [resource] : [],
  );
  const known = [...watched, ...read].map(cacheOf);
  const without = startOnRead
    ? undefined
    : indexes.find(({ resource }) => !known.includes(cacheOf(resource)));
  if (!without) return;
  const { kind } = without.resource;
  throw new UserError(
    "CACHE_INDEX_WITHOUT_CACHE",
    `cannot index ${kind} by "${without.name}": nothing watches ${kind}, so that no cache holds it`,
    {
      hint: `Watch it (owns, watches), or let a read start its watch: cached(${kind}, { startOnRead: true }).`,
    },
  );
}

/** Kinds are cached apart by version, and so is their metadata alone. */
function cacheOf({ apiVersion, kind, metadataOnly }: Resource): string {
  return `${apiVersion} ${kind}${metadataOnly ? " metadata" : ""}`;
}

/**
 * Refuses workers for a controller that is not there.
 *
 * @throws UserError FLAG_INVALID
 */
export function checkWorkers(
  { controllers }: OperatorOptions,
  workers: Readonly<Record<string, number>>,
): void {
  const names = controllers.map(({ definition }) => definition.name);
  const unknown = Object.keys(workers).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const guess = nearest(unknown, names);
  throw new UserError("FLAG_INVALID", `cannot set workers of controller "${unknown}": it is not there`, {
    hint: guess ? `Did you mean "${guess}"?` : `The controllers are ${names.join(", ")}.`,
  });
}

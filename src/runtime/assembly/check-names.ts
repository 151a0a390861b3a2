import { UserError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
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

import { UserError } from "../../base/errors.ts";
import type { ReconcileRequest } from "../source/reconcile-request.ts";
import { hash } from "./hash.ts";

/** How objects are spread over replicas. Every replica needs the same. */
export interface ShardingOptions {
  /** Parts that objects are cut into, each with a Lease; default 16. More than replicas, so that they can be balanced. */
  readonly shards?: number;
  /** What an object's shard is made of: `name`, its namespace and name (default), or `namespace`, so that those of a namespace stay together. */
  readonly by?: "name" | "namespace";
}

/** @throws UserError SHARDING_INVALID */
export function checkSharding(options: ShardingOptions): void {
  const { shards = 16, by = "name", ...rest } = options;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) refuse(`there is no option "${unknown}"`, "The options are shards and by.");
  if (!Number.isInteger(shards) || shards < 1 || shards > 1_024)
    refuse(
      `shards is ${String(shards)}`,
      "A number from 1 to 1024, above that of replicas; each is a Lease that is renewed.",
    );
  if (by !== "name" && by !== "namespace")
    refuse(`by is ${JSON.stringify(by)}`, 'It can be "name" or "namespace".');
}

/** The shard of an object, the same in every replica. */
export function shardOf(
  { cluster = "", namespace, name }: ReconcileRequest,
  { shards = 16, by = "name" }: ShardingOptions,
): number {
  // cluster-scoped objects have only their names
  const what = by === "namespace" && namespace ? namespace : `${namespace ?? ""}/${name}`;
  return hash(`${cluster}/${what}`) % shards;
}

function refuse(problem: string, hint: string): never {
  throw new UserError("SHARDING_INVALID", `cannot shard: ${problem}`, { hint });
}

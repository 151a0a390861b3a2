import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { toMilliseconds } from "../../base/duration.ts";
import { UserError } from "../../base/errors.ts";
import { RestClient } from "../client/rest-client.ts";
import { Sharding } from "../shard/sharding.ts";
import type { Parts } from "./parts.ts";

/**
 * The spreading of objects over replicas, where it is asked for.
 *
 * @throws UserError SHARDING_INVALID together with leader election
 */
export function shardingFor(parts: Parts): Sharding | undefined {
  const { options, settings, transport, clock, logger } = parts;
  const { name, sharding } = options;
  if (!sharding) return undefined;
  if (settings.leaderElection)
    throw new UserError(
      "SHARDING_INVALID",
      "cannot shard: leader election is on, and with shards no replica leads",
      {
        hint: "Take --leader-elect out of config/manager/manager.yaml, or leaderElection out of operator({...}).",
      },
    );
  return new Sharding({
    options: sharding,
    client: new RestClient(transport, { fieldManager: name, channel: "lease" }),
    clock,
    logger,
    namespace: settings.leaderElectionNamespace ?? transport.connection.namespace,
    name: settings.leaderElectionID ?? name,
    // part of the name of a lease
    identity: `${hostname().toLowerCase().slice(0, 63)}-${randomUUID()}`,
    leaseDuration: toMilliseconds(settings.leaseDuration),
    renewDeadline: toMilliseconds(settings.renewDeadline),
    retryPeriod: toMilliseconds(settings.retryPeriod),
  });
}

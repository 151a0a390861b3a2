import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { toMilliseconds } from "../../base/duration.ts";
import { RestClient } from "../client/rest-client.ts";
import { LeaseElector } from "../election/lease-elector.ts";
import type { Parts } from "./parts.ts";

/** The election of the operator's leader, by a lease of the operator's name. */
export function electionFor(parts: Parts): LeaseElector {
  const { options, settings, transport, clock, logger, metrics } = parts;
  const { name } = options;
  const { leaderElectionID = name, leaderElectionLabels: labels } = settings;
  const identity = `${hostname()}_${randomUUID()}`;
  return new LeaseElector({
    client: new RestClient(transport, { fieldManager: name, channel: "lease" }),
    clock,
    logger,
    namespace: settings.leaderElectionNamespace ?? transport.connection.namespace,
    name: leaderElectionID,
    identity,
    leaseDuration: toMilliseconds(settings.leaseDuration),
    renewDeadline: toMilliseconds(settings.renewDeadline),
    retryPeriod: toMilliseconds(settings.retryPeriod),
    releaseOnCancel: settings.leaderElectionReleaseOnCancel,
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    onNewLeader(leader) {
      metrics?.leading(leader === identity);
      if (leader === "") logger.info("the lease is free");
      else logger.info(leader === identity ? "became the leader" : "another process leads", { leader });
    },
    onSlowPath: () => metrics?.leaseReadAgain(),
  });
}

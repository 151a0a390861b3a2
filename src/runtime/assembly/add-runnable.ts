import { UserError } from "../../base/errors.ts";
import { RestClient } from "../client/rest-client.ts";
import type { Manager } from "../manager/manager.ts";
import type { Cluster } from "./create-cluster.ts";
import type { OperatorRunnable } from "./operator-options.ts";
import type { Parts } from "./parts.ts";

/** Adds a runnable to the group in which it runs. */
export function addRunnable(manager: Manager, parts: Parts, runnable: OperatorRunnable): void {
  const { name, needLeaderElection = true } = runnable;
  if (needLeaderElection && parts.options.sharding)
    throw new UserError("SHARDING_INVALID", `cannot run "${name}": with shards no replica leads`, {
      hint: "Say needLeaderElection: false, and it runs in each.",
    });
  manager.add(needLeaderElection ? "leader" : "other", {
    async start(signal) {
      const log = parts.logger.with({ runnable: name });
      const clientOf = ({ transport }: Cluster) =>
        new RestClient(transport, { fieldManager: parts.options.name, signal });
      const cluster = (cluster: string) => clientOf(findCluster(cluster, parts));
      try {
        await runnable.start({ signal, log, client: clientOf(parts), cluster });
      } catch (error) {
        if (signal.aborted) return log.debug("ended with an error after the stop", { error });
        log.error("a runnable failed", { error });
        throw error;
      }
    },
  });
}

function findCluster(name: string, parts: Parts): Cluster {
  const found = name === "" ? parts : parts.clusters.get(name);
  if (found) return found;
  throw new TypeError(
    `there is no cluster "${name}": the operator has ${[...parts.clusters.keys()].join(", ")}`,
  );
}

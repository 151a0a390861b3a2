import { clusterOptions } from "../cluster-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const undeploy = defineCommand({
  name: "undeploy",
  group: "Clusters",
  summary: "the operator and its roles off a cluster",
  description:
    "Deletes what deploy has made, except for the CRDs: without them every object of their kinds would be deleted too, and with it all that the operator made for it. " +
    "kubewright uninstall takes them away.",
  examples: [
    { line: "kubewright undeploy", summary: "From the cluster of the current context" },
    { line: "kubewright undeploy --dry-run", summary: "See what would go" },
  ],
  options: { ...clusterOptions, dryRun },
  args: {},
  load: async () => (await import("./undeploy.body.ts")).runUndeploy,
});

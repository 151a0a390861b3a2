import { clusterOptions } from "../deploy/cluster-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const uninstall = defineCommand({
  name: "uninstall",
  group: "Clusters",
  summary: "the project's CRDs, and every object of their kinds, off a cluster",
  description:
    "Deletes config/crd with kubectl, and with the CRDs every object of their kinds; waits until they are gone.",
  examples: [
    { line: "kubewright uninstall", summary: "From the cluster of the current context" },
    { line: "kubewright uninstall --dry-run", summary: "See what would go" },
  ],
  options: { ...clusterOptions, dryRun },
  args: {},
  load: async () => (await import("./uninstall.body.ts")).runUninstall,
});

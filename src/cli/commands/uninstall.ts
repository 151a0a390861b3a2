import { clusterOptions } from "../cluster-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const uninstall = defineCommand({
  name: "uninstall",
  group: "Clusters",
  summary: "the project's CRDs, and every object of their kinds, off a cluster",
  examples: [
    { line: "kubewright uninstall", summary: "From the cluster of the current context" },
    { line: "kubewright uninstall --dry-run", summary: "See what would go" },
  ],
  options: { ...clusterOptions, dryRun },
  args: {},
  load: async () => (await import("./uninstall.body.ts")).runUninstall,
});

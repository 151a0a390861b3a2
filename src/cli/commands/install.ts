import { clusterOptions, force } from "../deploy/cluster-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const install = defineCommand({
  name: "install",
  group: "Clusters",
  summary: "the project's CRDs onto a cluster",
  description: "Applies config/crd with kubectl, server-side, and waits until the kinds are served.",
  examples: [
    { line: "kubewright install", summary: "Onto the cluster of the current context" },
    { line: "kubewright install --context kind-kind --dry-run", summary: "See what would change there" },
  ],
  options: { ...clusterOptions, force, dryRun },
  args: {},
  load: async () => (await import("./install.body.ts")).runInstall,
});

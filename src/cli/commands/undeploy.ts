import { clusterOptions } from "../deploy/cluster-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const undeploy = defineCommand({
  name: "undeploy",
  group: "Clusters",
  summary: "the operator and its roles off a cluster",
  description:
    "Deletes what deploy has made, except for the CRDs: custom resources stay, and all that the operator made for them. " +
    "With --crds they go, too; it is said how many custom resources that are, and on a terminal it is asked. Custom resources with finalizers, " +
    "which only the operator takes off, are named.",
  examples: [
    { line: "kubewright undeploy", summary: "From the cluster of the current context" },
    { line: "kubewright undeploy --dry-run", summary: "See what would go" },
    { line: "kubewright undeploy --crds --yes", summary: "With every custom resource, without a question" },
  ],
  options: {
    crds: { type: "boolean", summary: "the CRDs, too, and with them every object of their kinds" },
    yes: { type: "boolean", summary: "delete custom resources without asking" },
    ...clusterOptions,
    dryRun,
  },
  args: {},
  load: async () => (await import("./undeploy.body.ts")).runUndeploy,
});

import { clusterOptions, force } from "../cluster-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const deploy = defineCommand({
  name: "deploy",
  group: "Clusters",
  summary: "the operator, its CRDs and roles onto a cluster",
  description:
    "Applies config/default with kubectl, server-side, with the image set, and waits until the operator's Pod is ready; says why when it is not. " +
    "No file of the project is edited.",
  examples: [
    {
      line: "kubewright deploy --image registry.example.com/memcached:v0.1.0",
      summary: "Onto the cluster of the current context",
    },
    { line: "kubewright deploy --image memcached:dev --dry-run", summary: "See what would change there" },
  ],
  options: {
    image: {
      type: "string",
      value: "IMAGE",
      summary: "of the operator",
      required: true,
      question: "Image of the operator:",
    },
    timeout: {
      type: "integer",
      value: "SECONDS",
      summary: "how long to wait for the operator; by default 120",
      min: 1,
      max: 3_600,
    },
    ...clusterOptions,
    force,
    dryRun,
  },
  args: {},
  load: async () => (await import("./deploy.body.ts")).runDeploy,
});

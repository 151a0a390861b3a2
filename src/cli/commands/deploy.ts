import { clusterOptions, force } from "../deploy/cluster-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const deploy = defineCommand({
  name: "deploy",
  group: "Clusters",
  summary: "the operator, its CRDs and roles onto a cluster",
  description:
    "Applies config/default with kubectl, server-side, with the image set, the CRDs first, and waits until the operator is available. When it is not, it says why: " +
    "the last lines of a container that crashes, what the scheduler or admission says, an image that cannot be pulled. Onto a kind cluster the image is loaded. " +
    "No file of the project is edited.",
  examples: [
    {
      line: "kubewright deploy --image registry.example.com/memcached:v0.1.0",
      summary: "Onto the cluster of the current context",
    },
    {
      line: "kubewright deploy --image memcached:dev --archive memcached.tar --context kind-kind",
      summary: "Onto a kind cluster, with an image from a file",
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
    archive: {
      type: "string",
      value: "FILE",
      summary: "an archive that holds the image, to load into a kind cluster",
    },
    timeout: {
      type: "integer",
      value: "SECONDS",
      summary: "how long to wait for the operator at most; by default 120",
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

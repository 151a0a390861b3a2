import { defineCommand } from "../define-command.ts";

export const explain = defineCommand({
  name: "explain",
  group: "Clusters",
  summary: "why an object is, or is not, reconciled",
  description:
    "Says of one custom resource why it was queued, what it waits for, how its last runs went and what they called, its conditions, its children and its events. Asks the " +
    "`kubewright run` of this project where one runs, else the cluster of the current context and the operator that is deployed there. Values of Secrets and of fields tagged @sensitive are masked.",
  examples: [
    { line: "kubewright explain Memcached/sample -n default", summary: "While kubewright run is running" },
    {
      line: "kubewright explain Memcached/sample -n default --cluster context:staging",
      summary: "Of an operator that is deployed",
    },
    { line: "kubewright explain Memcached/sample --output json", summary: "For a program" },
  ],
  options: {
    namespace: {
      type: "string",
      short: "n",
      value: "NAMESPACE",
      summary: "where the object is; default: wherever one of that name is, then default",
    },
    cluster: {
      type: "string",
      value: "CLUSTER",
      summary: "kind, kind:NAME, context or context:NAME; default: the run of this project, if there is one",
      suggestions: ["kind", "context"],
    },
    output: { type: "string", value: "FORMAT", summary: "how to print it", choices: ["text", "json"] },
  },
  args: {
    object: { summary: "KIND/NAME, the kind also as PLURAL or KIND.GROUP", required: true },
  },
  load: async () => (await import("./explain.body.ts")).runExplain,
});

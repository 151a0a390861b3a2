import { defineCommand } from "../define-command.ts";
import { inspectAddress } from "../run/inspect-address.ts";

export const run = defineCommand({
  name: "run",
  group: "Clusters",
  summary: "the operator from its sources, restarted on every change",
  description:
    "Writes the manifests, applies the CRDs and roles that have changed, bundles src/main.ts and runs it, again after each change of the sources; one version is gone before the next begins. " +
    "By default against a sandbox in this process; what is in it stays for the next run. A context of a kubeconfig is used with the rights that it gives; CRDs and roles are applied " +
    "to one that PROJECT lists under allowedContexts, others get them by kubewright install and deploy.",
  examples: [
    {
      line: "kubewright run",
      summary: "No cluster needed; the printed line is for kubectl in another shell",
    },
    { line: "kubewright run --fresh", summary: "On an empty sandbox, whatever earlier runs left in it" },
    { line: "kubewright run --cluster kind", summary: "On a kind cluster, made when it is not there" },
    {
      line: "kubewright run --cluster context:staging --yes",
      summary: "On the cluster of a context that is not known to be for development",
    },
    {
      line: "kubewright run --as deployed",
      summary: "With the rights that the operator has where it is deployed",
    },
    { line: "kubewright run --inspect", summary: "With a debugger that may attach, also after changes" },
    { line: "kubewright run -- --log-level=debug", summary: "With flags for the operator" },
  ],
  options: {
    cluster: {
      type: "string",
      value: "CLUSTER",
      summary: "sandbox (the default), kind, kind:NAME, context or context:NAME",
      suggestions: ["sandbox", "kind", "context"],
    },
    yes: { type: "boolean", summary: "use any context, make a missing kind cluster, without asking" },
    as: {
      type: "string",
      value: "WHO",
      choices: ["deployed"],
      summary:
        "with the ServiceAccount and the roles that the operator is deployed with: what is missing in them is told as the rule to add",
    },
    fresh: {
      type: "boolean",
      summary: "begin with an empty sandbox: drop what earlier runs left in .kubewright/sandbox",
    },
    onError: {
      type: "string",
      value: "WHAT",
      choices: ["keep", "wait"],
      summary:
        "after an error in the sources or a crash: keep runs the last good version (the default), wait nothing until the next change",
    },
    inspect: {
      type: "string",
      value: "HOST:PORT",
      alone: inspectAddress,
      summary: `a debugger may attach, by default at ${inspectAddress}; the address stays the same after changes`,
    },
    inspectBrk: {
      type: "string",
      value: "HOST:PORT",
      alone: inspectAddress,
      summary: "as --inspect; each version waits for the debugger before its first line",
    },
    ui: {
      type: "boolean",
      summary: "also show what it does on a page for the browser; its address is printed",
    },
    output: {
      type: "string",
      value: "FORMAT",
      choices: ["text", "json"],
      summary:
        "text for plain lines on a terminal too, json for one object a line; default: a live table on a terminal",
    },
    watch: { type: "boolean", default: true, summary: "run once: do not restart on changes" },
  },
  args: { args: { summary: "flags for the operator, after --", variadic: true } },
  load: async () => (await import("./run.body.ts")).runRun,
});

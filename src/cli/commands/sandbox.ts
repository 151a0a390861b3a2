import { defineCommand } from "../define-command.ts";

export const sandbox = defineCommand({
  name: "sandbox",
  group: "Clusters",
  summary: "an API server in this process, for kubectl and operators",
  description:
    "Serves the Kubernetes API on loopback until Ctrl-C: built-in types, CRDs, watches, server-side apply, garbage collection. " +
    "Deployments become ready by simulation. What it does not do it answers with 501 and the name of the missing thing.",
  examples: [
    {
      line: "kubewright sandbox",
      summary: "Start it, then paste the printed line into another shell and use kubectl there",
    },
    { line: "kubewright sandbox --data .kubewright/sandbox", summary: "Go on where it was stopped" },
    {
      line: "kubewright sandbox --stages test/stages.yaml",
      summary: "With a life for kinds that no operator looks after here",
    },
    { line: "kubewright sandbox --port 6443 --kubeconfig /tmp/sandbox", summary: "At a known place" },
  ],
  options: {
    port: {
      type: "integer",
      value: "PORT",
      summary: "on loopback; by default a free one",
      min: 0,
      max: 65_535,
    },
    data: {
      type: "string",
      value: "DIR",
      summary:
        "keep objects, token and port in this folder from one start to the next; by default all goes with it",
    },
    stages: {
      type: "string",
      value: "FILE",
      summary: "YAML of KWOK's stages: what happens to objects of your own kinds",
    },
    kubeconfig: {
      type: "string",
      value: "FILE",
      summary:
        "where to write the kubeconfig; by default .kubewright/kubeconfig in a project, else a temporary file",
    },
  },
  args: {},
  load: async () => (await import("./sandbox.body.ts")).runSandbox,
});

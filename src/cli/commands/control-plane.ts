import { defineCommand } from "../define-command.ts";

export const controlPlane = defineCommand({
  name: "control-plane",
  group: "Clusters",
  summary: "a real etcd and kube-apiserver on this machine",
  description:
    "Starts etcd and kube-apiserver on loopback until Ctrl-C. The programs come from KUBEBUILDER_ASSETS, from the cache, or are downloaded or built with Go. " +
    "There is no node: Pods stay pending.",
  examples: [
    {
      line: "kubewright control-plane",
      summary: "Start it, then paste the printed line into another shell and use kubectl there",
    },
    {
      line: "kubewright control-plane --controller-manager",
      summary: "With garbage collection, Deployments, Jobs and namespaces at work",
    },
    {
      line: "export KUBEBUILDER_ASSETS=$(kubewright control-plane --prepare)",
      summary: "Only get the programs",
    },
  ],
  options: {
    port: {
      type: "integer",
      value: "PORT",
      summary: "of the API server; by default a free one",
      min: 0,
      max: 65_535,
    },
    kubeconfig: {
      type: "string",
      value: "FILE",
      summary: "where to write the kubeconfig; by default a temporary file",
    },
    kubernetes: { type: "string", value: "VERSION", summary: "such as 1.36.3" },
    controllerManager: { type: "boolean", summary: "also start kube-controller-manager" },
    prepare: { type: "boolean", summary: "start nothing; get the programs and print their folder" },
  },
  args: {},
  load: async () => (await import("./control-plane.body.ts")).runControlPlane,
});

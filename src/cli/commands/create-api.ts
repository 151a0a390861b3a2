import { defineCommand, dryRun } from "../define-command.ts";

export const createApi = defineCommand({
  name: "create api",
  group: "Project",
  summary: "a kind and its controller",
  description: "Adds a kind, a controller for it, its roles and a sample to the project of this folder.",
  examples: [
    {
      line: "kubewright create api --group cache --version v1alpha1 --kind Memcached",
      summary: "A kind and a controller",
    },
    {
      line: "kubewright create api --group cache --version v1alpha1 --kind Zone --cluster-scoped --no-controller",
      summary: "Only a kind, one that belongs to no namespace",
    },
    {
      line: "kubewright create api --group cache --version v1 --kind Memcached --storage",
      summary: "Another version of a kind, with the types of the one before; objects are stored in it",
    },
    {
      line: "kubewright create api --group apps --version v1 --kind Deployment --no-resource",
      summary: "A controller for a kind of Kubernetes",
    },
  ],
  options: {
    group: {
      type: "string",
      value: "GROUP",
      summary: "the API group, without the project's domain",
      required: true,
      question: "API group, without the domain:",
    },
    version: {
      type: "string",
      value: "VERSION",
      summary: "such as v1alpha1",
      required: true,
      question: "API version, such as v1alpha1:",
    },
    kind: {
      type: "string",
      value: "KIND",
      summary: "in PascalCase",
      required: true,
      question: "Kind, in PascalCase:",
    },
    plural: {
      type: "string",
      value: "PLURAL",
      summary: "of the kind, in lower case; by default the English one",
    },
    storage: {
      type: "boolean",
      summary: "of another version of a kind: objects are stored in it from now on",
    },
    clusterScoped: { type: "boolean", summary: "the kind belongs to no namespace" },
    namespaced: {
      type: "boolean",
      default: true,
      hidden: true,
      summary: "kubebuilder's word for the opposite of --cluster-scoped",
    },
    controller: { type: "boolean", default: true, summary: "the kind alone" },
    resource: { type: "boolean", default: true, summary: "the controller alone, for a kind that exists" },
    force: { type: "boolean", summary: "replace files that are there already" },
    dryRun,
  },
  args: {},
  load: async () => (await import("./create-api.body.ts")).runCreateApi,
});

import { clusterOptions } from "../deploy/cluster-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const importCrd = defineCommand({
  name: "import crd",
  group: "Manifests",
  summary: "TypeScript types from CRDs, without loss",
  description:
    "CustomResourceDefinitions in, TypeScript out: a folder a version, a file a kind. What generate crd makes of the sources is " +
    "the same definition again, which is checked before anything is written.",
  examples: [
    { line: "kubewright import crd crds/certificates.yaml --out src/api", summary: "From a file" },
    {
      line: "kubewright import crd https://example.com/crds.yaml --name certificates.cert-manager.io",
      summary: "One of those behind an address, into the project of this folder",
    },
    {
      line: "kubewright import crd --cluster --name widgets.example.com --out src/api --dry-run",
      summary: "From a cluster, only to look at",
    },
    { line: "helm template . | kubewright import crd - --out src/api", summary: "From standard input" },
  ],
  options: {
    cluster: { type: "boolean", summary: "read the CRDs of a cluster instead" },
    name: {
      type: "string",
      value: "NAME",
      summary: "only these, by metadata.name, with commas between several; by default all",
    },
    out: {
      type: "string",
      value: "DIR",
      summary: "where to write; in a project, by default where create api puts types",
    },
    force: { type: "boolean", summary: "replace files that are there already" },
    ...clusterOptions,
    dryRun,
  },
  args: {
    source: { summary: "a YAML or JSON file, a folder of them, an https address, or - for standard input" },
  },
  load: async () => (await import("./import-crd.body.ts")).runImportCrd,
});

import { crdOptions } from "../crd/crd-options.ts";
import { defineCommand } from "../define-command.ts";

export const crdDiff = defineCommand({
  name: "crd diff",
  group: "Manifests",
  summary: "what a change of CRDs does to stored objects and clients",
  description:
    "Classes every change between two sets of CRDs: compatible; tightening, when writes are refused that were valid and stored objects survive while the part is not changed; breaking, when stored values are lost, stored objects or clients fail, or the server refuses the change. Exits with 1 when something is breaking and not allowed. OLD and NEW are files or folders of manifests or of TypeScript sources, REVISION:PATH in git, cluster, or context:NAME.",
  examples: [
    {
      line: "kubewright crd diff main:config/crd/bases config/crd/bases",
      summary: "In CI: this branch against main",
    },
    {
      line: "kubewright crd diff --from main",
      summary: "The same: config/crd/bases as it is now against a revision",
    },
    { line: "kubewright crd diff cluster src/api", summary: "The sources against what a cluster has" },
    {
      line: "kubewright crd diff old.yaml new.yaml --allow spec.size,enum-value-removed",
      summary: "Take a change upon oneself, by its path or its rule",
    },
  ],
  options: {
    from: { type: "string", value: "REV", summary: "the old side is the path in this revision" },
    to: {
      type: "string",
      value: "REV",
      summary: "the new side is the path in this revision; default: the working tree",
    },
    allow: {
      type: "string",
      value: "WORDS",
      summary: "do not fail for these: paths, rules, or PATH=RULE, with commas between them",
    },
    failOn: {
      type: "string",
      value: "CLASS",
      summary: "the least class that fails; default: breaking",
      choices: ["breaking", "tightening", "nothing"],
    },
    featureGates: crdOptions.featureGates,
    output: { type: "string", value: "FORMAT", summary: "how to print it", choices: ["text", "json"] },
  },
  args: {
    old: { summary: "the definitions as they were; with --from, the path, by default config/crd/bases" },
    new: { summary: "the definitions as they would be" },
  },
  load: async () => (await import("./crd-diff.body.ts")).runCrdDiff,
});

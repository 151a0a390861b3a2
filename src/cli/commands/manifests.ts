import {
  builtInDescriptions,
  cache,
  crdOptions,
  maxCrdSize,
  maxDescriptionLength,
  watch,
} from "../crd/crd-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const manifests = defineCommand({
  name: "manifests",
  group: "Manifests",
  summary: "CRDs and roles from the project's sources",
  description:
    "Writes config/crd/bases and config/rbac/role.yaml from the TypeScript below src. Files that would not change are left alone. Flags that are to hold for every run, also of run, stand in PROJECT: manifests: { maxDescriptionLength: 0 }.",
  examples: [
    { line: "kubewright manifests", summary: "After a change of types or controllers" },
    { line: "kubewright manifests --watch", summary: "While working on types" },
    { line: "kubewright manifests --check", summary: "In CI: fail when somebody forgot to" },
  ],
  options: {
    check: {
      type: "boolean",
      summary: "write nothing; show what would change and exit with 1 if anything would",
    },
    builtInDescriptions,
    maxDescriptionLength,
    maxCrdSize,
    ...crdOptions,
    cache,
    watch,
    dryRun,
  },
  args: {},
  load: async () => (await import("./manifests.body.ts")).runManifests,
});

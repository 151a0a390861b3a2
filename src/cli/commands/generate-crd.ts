import {
  builtInDescriptions,
  cache,
  crdOptions,
  maxCrdSize,
  maxDescriptionLength,
  watch,
} from "../crd/crd-options.ts";
import { defineCommand, dryRun } from "../define-command.ts";

export const generateCrd = defineCommand({
  name: "generate crd",
  group: "Manifests",
  summary: "CRDs from any TypeScript files",
  description:
    "Types in, CustomResourceDefinitions out, one file each, named <group>_<plural>.yaml. No project is needed.",
  examples: [
    {
      line: "kubewright generate crd src/api --out config/crd/bases",
      summary: "From a folder into a folder",
    },
    {
      line: "kubewright generate crd memcached.ts --out - | kubectl apply --server-side -f -",
      summary: "Straight into a cluster",
    },
    {
      line: "kubewright generate crd src/api --patch config/crd/bases",
      summary: "New schemas for CRDs that are kept by hand",
    },
  ],
  options: {
    out: {
      type: "string",
      value: "DIR|-",
      summary: "where to write them; - is standard output (the default; with --patch, its folder)",
    },
    patch: {
      type: "string",
      value: "DIR",
      summary: "replace only the schemas of the CRDs in this folder; all else in them stays, comments too",
    },
    builtInDescriptions,
    maxDescriptionLength,
    maxCrdSize,
    ...crdOptions,
    cache,
    watch,
    dryRun,
  },
  args: { path: { summary: "TypeScript files, or folders of them", required: true, variadic: true } },
  load: async () => (await import("./generate-crd.body.ts")).runGenerateCrd,
});

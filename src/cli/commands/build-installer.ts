import { defineCommand, dryRun } from "../define-command.ts";

export const buildInstaller = defineCommand({
  name: "build-installer",
  group: "Manifests",
  summary: "one file that installs the operator",
  description:
    "Writes dist/install.yaml: what deploy would apply, for kubectl apply -f. kubectl notes what it applies in an annotation, which has a limit: " +
    "from CRDs that are larger the deepest descriptions are left out.",
  examples: [
    {
      line: "kubewright build-installer --image registry.example.com/memcached:v0.1.0",
      summary: "For a release",
    },
  ],
  options: {
    image: {
      type: "string",
      value: "IMAGE",
      summary: "of the operator; by default what config/manager says",
    },
    dryRun,
  },
  args: {},
  load: async () => (await import("./build-installer.body.ts")).runBuildInstaller,
});

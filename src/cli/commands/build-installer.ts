import { defineCommand, dryRun } from "../define-command.ts";

export const buildInstaller = defineCommand({
  name: "build-installer",
  group: "Manifests",
  summary: "one file that installs the operator",
  description: "Writes dist/install.yaml: what deploy would apply, for kubectl apply --server-side -f.",
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

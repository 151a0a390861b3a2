import { defineCommand } from "../define-command.ts";
import { stateOptions } from "../state-options.ts";

export const sandboxRestore = defineCommand({
  name: "sandbox restore",
  group: "Clusters",
  summary: "a sandbox as it was in a snapshot",
  description:
    "Makes all objects of a running sandbox, or of a folder that one keeps with --data, what they are in a snapshot, all or none. In a running one each object that differs is written: " +
    "watchers are told, resource versions go on. Token, certificate authority and users stay.",
  examples: [
    {
      line: "kubewright sandbox restore before.snapshot",
      summary: "In the sandbox that KUBECONFIG, or else this project's .kubewright/kubeconfig, leads to",
    },
    {
      line: "kubewright sandbox restore before.snapshot --data .kubewright/sandbox",
      summary: "In a folder that no sandbox has at the time; it is made where it is missing",
    },
  ],
  options: stateOptions,
  args: { file: { summary: "file that kubewright sandbox snapshot wrote", required: true } },
  load: async () => (await import("./sandbox-state.body.ts")).runSandboxRestore,
});

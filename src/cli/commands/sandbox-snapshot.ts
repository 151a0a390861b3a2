import { defineCommand } from "../define-command.ts";
import { stateOptions } from "../state-options.ts";

export const sandboxSnapshot = defineCommand({
  name: "sandbox snapshot",
  group: "Clusters",
  summary: "all objects of a sandbox in a file",
  description:
    "Writes all objects of a running sandbox, or of a folder that one keeps with --data, to a file, whole or not at all. What is there is replaced if it is a snapshot. " +
    "The file has mode 0600: it holds Secrets.",
  examples: [
    {
      line: "kubewright sandbox snapshot before.snapshot",
      summary: "Of the sandbox that KUBECONFIG, or else this project's .kubewright/kubeconfig, leads to",
    },
    {
      line: "kubewright sandbox snapshot before.snapshot --data .kubewright/sandbox",
      summary: "Of a folder that no sandbox has at the time",
    },
  ],
  options: stateOptions,
  args: { file: { summary: "file to write", required: true } },
  load: async () => (await import("./sandbox-state.body.ts")).runSandboxSnapshot,
});

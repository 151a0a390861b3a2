import { defineCommand } from "../define-command.ts";

export const version = defineCommand({
  name: "version",
  group: "About",
  summary: "the versions of kubewright and of what it runs on",
  examples: [
    { line: "kubewright version", summary: "For a bug report" },
    { line: "kubewright version --output json", summary: "For a program" },
  ],
  options: {
    output: { type: "string", value: "FORMAT", summary: "how to print it", choices: ["text", "json"] },
  },
  args: {},
  load: async () => (await import("./version.body.ts")).runVersion,
});

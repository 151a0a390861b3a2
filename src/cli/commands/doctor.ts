import { defineCommand } from "../define-command.ts";

export const doctor = defineCommand({
  name: "doctor",
  group: "About",
  summary: "what is installed, which cluster, what does not fit, and what mends it",
  description:
    "Looks at Node and kubewright, at the project of this folder, at the programs that commands use, and at the cluster of the current context. Changes nothing. Exits with 1 when something does not work; what is only missing (-) or may not fit everywhere (!) is told.",
  examples: [
    { line: "kubewright doctor", summary: "When something does not work, and before a bug report" },
    { line: "kubewright doctor --output json", summary: "For a program" },
  ],
  options: {
    output: { type: "string", value: "FORMAT", summary: "how to print it", choices: ["text", "json"] },
  },
  args: {},
  load: async () => (await import("./doctor.body.ts")).runDoctor,
});

import { defineCommand } from "../define-command.ts";

export const completion = defineCommand({
  name: "completion",
  group: "About",
  summary: "a script that completes command lines in a shell",
  description:
    "Prints a script that lets a shell complete commands, options and their values. It holds all that it needs, and never runs kubewright: print it again after an update.",
  examples: [
    {
      line: "kubewright completion bash",
      summary: 'In ~/.bashrc, as eval "$(kubewright completion bash)"',
    },
    {
      line: "kubewright completion zsh",
      summary: 'In ~/.zshrc after compinit, as eval "$(kubewright completion zsh)"',
    },
    {
      line: "kubewright completion fish",
      summary: "Once, with > ~/.config/fish/completions/kubewright.fish behind it",
    },
    {
      line: "kubewright completion powershell",
      summary: "In $PROFILE, with | Out-String | Invoke-Expression behind it",
    },
  ],
  options: {},
  args: {
    shell: {
      summary: "bash, zsh, fish or powershell",
      required: true,
      choices: ["bash", "zsh", "fish", "powershell"],
    },
  },
  load: async () => (await import("./completion.body.ts")).runCompletion,
});

import { defineCommand, dryRun } from "../define-command.ts";

export const init = defineCommand({
  name: "init",
  group: "Project",
  summary: "a new project",
  description:
    "Writes a new operator project and installs its dependencies. In a folder that holds a project already, " +
    "only the kubewright it depends on is brought up to date.",
  examples: [
    { line: "kubewright init memcached-operator --domain example.com", summary: "A project in a new folder" },
    {
      line: 'kubewright init --domain example.com --name cache --owner "Example Inc." --license apache2',
      summary: "In this folder, with a name of its own",
    },
    {
      line: "kubewright init tenant --domain example.com --namespaced",
      summary: "For one namespace, without rights beyond it",
    },
    { line: "kubewright init demo --domain example.com --dry-run", summary: "See the files first" },
  ],
  options: {
    domain: {
      type: "string",
      value: "DOMAIN",
      summary: "what the project's API groups end in, such as example.com",
      required: true,
      question: "Domain of the API groups, such as example.com:",
    },
    name: { type: "string", value: "NAME", summary: "the project's name; by default the folder's" },
    license: { type: "string", value: "LICENSE", summary: "of the new code", choices: ["apache2", "none"] },
    licenseFile: {
      type: "string",
      value: "FILE",
      summary: "text of another license, which becomes LICENSE as it is",
    },
    namespaced: {
      type: "boolean",
      summary: "the operator watches its own namespace only, with a Role in place of a ClusterRole",
    },
    owner: { type: "string", value: "OWNER", summary: "who holds the copyright" },
    skipInstall: { type: "boolean", summary: "do not run npm install" },
    force: { type: "boolean", summary: "replace files that are there already" },
    dryRun,
  },
  args: { dir: { summary: "the project's folder; by default this one" } },
  load: async () => (await import("./init.body.ts")).runInit,
});

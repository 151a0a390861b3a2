import { defineCommand } from "../define-command.ts";

export const rbacCheck = defineCommand({
  name: "rbac check",
  group: "Manifests",
  summary: "whether the operator's roles are what its code and its calls need",
  description:
    "Compares what the code needs, the roles that config/rbac binds to the operator's ServiceAccount, and the calls that run and the project's tests have recorded in .kubewright/calls.jsonl. Missing is what code or calls need and no role gives; unused, what a role gives and neither needs; wider, what a role gives by * or for all names where less would do. Exits with 1 when there is any. What the code needs and nothing has called yet is told, and is no failure.",
  examples: [
    { line: "kubewright rbac check", summary: "After a run, or after the tests" },
    { line: "kubewright rbac check --fail-on missing", summary: "In CI: fail only for what would be a 403" },
    {
      line: "kubewright rbac check --calls audit.log --output json",
      summary: "With the audit log of a cluster, for a program",
    },
  ],
  options: {
    calls: {
      type: "string",
      value: "FILE",
      summary:
        "calls to compare with, recorded ones or an API server's audit log; default: .kubewright/calls.jsonl where it is there",
    },
    failOn: {
      type: "string",
      value: "WHAT",
      summary: "what leads to exit code 1; default: any",
      choices: ["any", "missing", "nothing"],
    },
    output: { type: "string", value: "FORMAT", summary: "how to print it", choices: ["text", "json"] },
  },
  args: {},
  load: async () => (await import("./rbac-check.body.ts")).runRbacCheck,
});

import { defineCommand, dryRun } from "../define-command.ts";

export const docsApi = defineCommand({
  name: "docs api",
  group: "Manifests",
  summary: "reference pages of your own API",
  description:
    "Writes what the types say for their readers: every kind and version with its fields, bounds, defaults, rules and an example. HTML is one page that opens from disk and needs no network; Markdown is a page for each kind.",
  examples: [
    { line: "kubewright docs api --out docs/api", summary: "From src/api, as Markdown" },
    { line: "kubewright docs api --format html --out public", summary: "One page, public/index.html" },
    {
      line: "kubewright docs api config/crd/bases --check",
      summary: "In CI: fail when the pages are out of date",
    },
  ],
  options: {
    out: { type: "string", value: "DIR", summary: "where to write them; default: docs/api" },
    format: { type: "string", value: "FORMAT", summary: "default: md", choices: ["md", "html"] },
    title: { type: "string", value: "TEXT", summary: "heading of the pages; default: API reference" },
    check: {
      type: "boolean",
      summary: "write nothing; show what would change and exit with 1 if anything would",
    },
    dryRun,
  },
  args: {
    path: { summary: "TypeScript sources or CRDs, files or folders; default: src/api", variadic: true },
  },
  load: async () => (await import("./docs-api.body.ts")).runDocsApi,
});

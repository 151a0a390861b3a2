import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { FileTree } from "../../files/tree.ts";
import { readApiDocs } from "../../generate/docs/read-api-docs.ts";
import { htmlMark, renderHtml } from "../../generate/docs/render-html.ts";
import { pageMark, renderMarkdown } from "../../generate/docs/render-markdown.ts";
import type { Context } from "../context.ts";
import { openFolder } from "../open-folder.ts";
import { readCrds } from "../crd/read-crds.ts";
import { printDiff, writePlan } from "../write-plan.ts";

export interface DocsApiInput {
  readonly path?: string[];
  readonly out?: string;
  readonly format?: "md" | "html";
  readonly title?: string;
  readonly check: boolean;
  readonly dryRun: boolean;
}

export async function runDocsApi(input: DocsApiInput, context: Context): Promise<void> {
  const { path = [], out = "docs/api", format = "md", title = "API reference", check, dryRun } = input;
  const places = path.length > 0 ? path : ["src/api"];
  const crds = await context.progress("reading the types", () =>
    Promise.all(places.map((place) => readCrds(place, { ...context, builtInDescriptions: true }))),
  );
  const kinds = readApiDocs(crds.flat());
  const { tree, prefix } = openFolder(out, context.cwd);
  const pages =
    format === "md" ? renderMarkdown(kinds, title) : [{ name: "index.html", text: renderHtml(kinds, title) }];
  for (const { name, text } of pages) tree.write(prefix + name, text, { ownership: "managed" });
  deleteOthers(tree, { prefix, written: pages.map(({ name }) => name) });
  const plan = tree.plan();
  if (!check) return writePlan(plan, { dryRun, context });
  await printDiff(plan, context);
  if (plan.changes.length === 0) return;
  throw new UserError(
    "DOCS_STALE",
    `the pages do not say what the types say: ${plan.changes.map((change) => change.path).join(", ")} would change`,
    { hint: "Run `kubewright docs api` with the same options and commit what it writes." },
  );
}

/** Pages of kinds that are gone, and of the other format; a page that somebody put beside them stays. */
function deleteOthers(
  tree: FileTree,
  { prefix, written }: { prefix: string; written: readonly string[] },
): void {
  const folder = join(tree.root, prefix);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (written.includes(name)) continue;
    if (isOurs(name, () => readFileSync(join(folder, name), "utf8"))) tree.delete(prefix + name);
  }
}

function isOurs(name: string, read: () => string): boolean {
  if (name === "index.html") return read().includes(htmlMark);
  return name.endsWith(".md") && read().startsWith(pageMark);
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { hasErrors, type Diagnostic } from "../base/diagnostic.ts";
import type { Plan } from "../files/plan.ts";
import { FileTree } from "../files/tree.ts";
import { generateDocuments, type DocumentOptions, type Generate } from "./documents.ts";
import { generatorAnnotation } from "./generator-annotation.ts";

/** Where a project's sources and manifests are; paths are relative to the root. */
export interface ManifestOptions extends Omit<DocumentOptions, "roleName"> {
  readonly root: string;
  /** TypeScript files, and folders of them, relative to the root. */
  readonly sources: readonly string[];
  readonly crdDir: string;
  readonly roleFile: string;
  readonly roleName: string;
  /** What each file begins with: comments. */
  readonly header?: string;
  /** Default: {@link generateDocuments}. */
  readonly generate?: Generate;
}

/** The CRDs and the role that the sources ask for, as a plan; definitions that were generated of kinds that are gone are deleted. With problems the plan is empty. */
export async function planManifests(
  options: ManifestOptions,
): Promise<{ plan: Plan; diagnostics: Diagnostic[] }> {
  const { root, crdDir, roleFile, sources, header = "", generate = generateDocuments, ...rest } = options;
  const documents = await generate({
    ...rest,
    sources: sources.map((source) => join(root, source)),
  });
  const diagnostics = documents.diagnostics.map((problem) =>
    problem.file ? { ...problem, file: relative(root, problem.file) } : problem,
  );
  const tree = new FileTree(root);
  if (hasErrors(diagnostics)) return { plan: tree.plan(), diagnostics };
  for (const { name, text } of documents.crds)
    tree.write(`${crdDir}/${name}`, header + text, { ownership: "managed" });
  const written = new Set(documents.crds.map(({ name }) => name));
  for (const name of generatedCrds(join(root, crdDir), written)) tree.delete(`${crdDir}/${name}`);
  if (documents.role !== undefined) tree.write(roleFile, header + documents.role, { ownership: "managed" });
  return { plan: tree.plan(), diagnostics };
}

/** Definitions that carry our annotation: a file that somebody put beside them stays. */
function generatedCrds(folder: string, except: ReadonlySet<string>): string[] {
  if (!existsSync(folder)) return [];
  const [annotation = ""] = Object.keys(generatorAnnotation);
  return readdirSync(folder)
    .filter((name) => /^.+_.+\.yaml$/.test(basename(name)) && !except.has(name))
    .filter((name) => readFileSync(join(folder, name), "utf8").includes(`${annotation}:`));
}

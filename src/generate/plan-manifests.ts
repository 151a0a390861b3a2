import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Plan } from "../files/plan.ts";
import { FileTree } from "../files/tree.ts";
import { writeYaml } from "../kube/yaml.ts";
import { generateCrds } from "./generate-crds.ts";
import { generateRole } from "./generate-role.ts";

/** Where a project's sources and manifests are; paths are relative to the root. */
export interface ManifestOptions {
  readonly root: string;
  /** Folders of TypeScript sources. */
  readonly sources: readonly string[];
  readonly crdDir: string;
  readonly roleFile: string;
  readonly roleName: string;
}

/** The CRDs and the role that the sources ask for, as a plan; definitions of kinds that are gone are deleted. With problems the plan is empty. */
export async function planManifests(
  options: ManifestOptions,
): Promise<{ plan: Plan; diagnostics: Diagnostic[] }> {
  const { root, crdDir, roleFile, roleName } = options;
  const files = options.sources.flatMap((folder) => sourceFiles(join(root, folder)));
  const { crds, diagnostics: crdProblems } = await generateCrds({ files });
  const { role, diagnostics: roleProblems } = generateRole({ files, name: roleName });
  const diagnostics = [...crdProblems, ...roleProblems].map((problem) =>
    problem.file ? { ...problem, file: relative(root, problem.file) } : problem,
  );
  const tree = new FileTree(root);
  if (diagnostics.length > 0) return { plan: tree.plan(), diagnostics };
  const written = new Set<string>();
  for (const crd of crds) {
    const name = `${crd.spec.group}_${crd.spec.names.plural}.yaml`;
    written.add(name);
    tree.write(`${crdDir}/${name}`, `---\n${writeYaml(crd)}`, { ownership: "managed" });
  }
  for (const name of existingCrds(join(root, crdDir)))
    if (!written.has(name)) tree.delete(`${crdDir}/${name}`);
  tree.write(roleFile, `---\n${writeYaml(role)}`, { ownership: "managed" });
  return { plan: tree.plan(), diagnostics };
}

function sourceFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.m?ts$/.test(name) && !/\.(d|test)\.m?ts$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function existingCrds(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^.+_.+\.yaml$/.test(name)) : [];
}

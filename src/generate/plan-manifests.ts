import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Plan } from "../files/plan.ts";
import { FileTree } from "../files/tree.ts";
import { writeYaml } from "../kube/yaml.ts";
import { generatorAnnotation } from "./crd/write-crd.ts";
import { writeCrds } from "./generate-crds.ts";
import { writeRole } from "./generate-role.ts";
import { openSession } from "./session.ts";

/** Where a project's sources and manifests are; paths are relative to the root. */
export interface ManifestOptions {
  readonly root: string;
  /** TypeScript files, and folders of them. */
  readonly sources: readonly string[];
  readonly crdDir: string;
  readonly roleFile: string;
  readonly roleName: string;
  /** As in `GenerateOptions`. */
  readonly maxDescriptionLength?: number;
}

/** The CRDs and the role that the sources ask for, as a plan; definitions that were generated of kinds that are gone are deleted. With problems the plan is empty. */
export async function planManifests(
  options: ManifestOptions,
): Promise<{ plan: Plan; diagnostics: Diagnostic[] }> {
  const { root, crdDir, roleFile, roleName, sources, ...crdOptions } = options;
  const files = sources.flatMap((source) => sourceFiles(join(root, source)));
  const session = openSession();
  const crds = writeCrds(session, { files, ...crdOptions });
  const role = writeRole(session, { files, name: roleName });
  const diagnostics = session.problems.diagnostics.map((problem) =>
    problem.file ? { ...problem, file: relative(root, problem.file) } : problem,
  );
  const tree = new FileTree(root);
  if (diagnostics.length > 0) return Promise.resolve({ plan: tree.plan(), diagnostics });
  const written = new Set<string>();
  for (const crd of crds) {
    const name = `${crd.spec.group}_${crd.spec.names.plural}.yaml`;
    written.add(name);
    tree.write(`${crdDir}/${name}`, `---\n${writeYaml(crd)}`, { ownership: "managed" });
  }
  for (const name of generatedCrds(join(root, crdDir)))
    if (!written.has(name)) tree.delete(`${crdDir}/${name}`);
  tree.write(roleFile, `---\n${writeYaml(role)}`, { ownership: "managed" });
  return Promise.resolve({ plan: tree.plan(), diagnostics });
}

/** Every TypeScript file below a folder that is no declaration, no test, and no dependency's. */
function sourceFiles(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat ? [path] : [];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.m?ts$/.test(name) && !/\.(d|test|spec)\.m?ts$/.test(name))
    .filter((name) => !/(^|[\\/])node_modules[\\/]/.test(name))
    .sort()
    .map((name) => join(path, name));
}

/** Definitions that carry our annotation: a file that somebody put beside them stays. */
function generatedCrds(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const [annotation = ""] = Object.keys(generatorAnnotation);
  return readdirSync(folder)
    .filter((name) => /^.+_.+\.yaml$/.test(basename(name)))
    .filter((name) => readFileSync(join(folder, name), "utf8").includes(`${annotation}:`));
}

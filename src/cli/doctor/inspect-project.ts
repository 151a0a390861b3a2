import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import { readProject } from "../../project/read-project.ts";
import { projectFile, type Project } from "../../project/project.ts";
import type { Context } from "../context.ts";
import { readVersion } from "../package.ts";
import { planProjectManifests } from "../project-manifests.ts";
import type { Finding } from "./finding.ts";

/** A project and what there is to say of it; outside of one there is nothing. */
export interface InspectedProject {
  readonly project?: Project;
  readonly findings: readonly Finding[];
}

/** The project of a folder: its file, the library that is installed in it, and whether its manifests are up to date. */
export async function inspectProject({ cwd }: Pick<Context, "cwd">): Promise<InspectedProject> {
  let root: string;
  try {
    root = findProjectRoot(cwd);
  } catch (error) {
    if (error instanceof UserError) return { findings: [] };
    throw error;
  }
  let project: Project;
  try {
    project = readProject(root);
  } catch (error) {
    return { findings: [problem(projectFile, error)] };
  }
  const about: Finding = {
    about: "project",
    name: projectFile,
    state: "ok",
    found: `${project.projectName} in ${root}`,
  };
  const library = inspectLibrary(root);
  // without its library, no type of the sources can be read
  const manifests = library.state === "problem" ? [] : [await inspectManifests(root)];
  return { project, findings: [about, library, ...manifests] };
}

/** The program writes what its own version of the library reads. */
function inspectLibrary(root: string): Finding {
  const finding = { about: "project", name: "kubewright in it" } as const;
  const folder = join(root, "node_modules", "kubewright");
  if (!existsSync(join(folder, "package.json")))
    return { ...finding, state: "problem", found: "not installed", remedy: "npm install" };
  const [installed, own] = [readVersion(folder), readVersion()];
  if (installed === own) return { ...finding, state: "ok", found: installed };
  return {
    ...finding,
    state: "warning",
    found: `${installed}, but this program is ${own}`,
    remedy: `npx kubewright doctor, which is the project's own; or npm install kubewright@${own}`,
  };
}

async function inspectManifests(root: string): Promise<Finding> {
  const finding = { about: "project", name: "manifests" } as const;
  try {
    const { changes } = await planProjectManifests(root, { note: () => {} });
    if (changes.length === 0) return { ...finding, state: "ok", found: "say what the sources say" };
    const paths = changes.map(({ path }) => path).join(", ");
    return { ...finding, state: "warning", found: `would change: ${paths}`, remedy: "kubewright manifests" };
  } catch (error) {
    return problem("manifests", error);
  }
}

function problem(name: string, error: unknown): Finding {
  if (!(error instanceof UserError)) throw error;
  return {
    about: "project",
    name,
    state: "problem",
    found: error.message,
    ...(error.hint === undefined ? {} : { remedy: error.hint }),
  };
}

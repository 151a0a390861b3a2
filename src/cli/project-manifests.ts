import { join } from "node:path";
import { describeDiagnostic } from "../base/describe-error.ts";
import { throwIfErrors } from "../base/diagnostic.ts";
import type { Plan } from "../files/plan.ts";
import { planManifests, type ManifestOptions } from "../generate/plan-manifests.ts";
import { projectFile } from "../project/project.ts";
import type { Context } from "./context.ts";

type Options = Pick<Context, "note"> &
  Omit<ManifestOptions, "root" | "sources" | "crdDir" | "roleFile" | "roleName" | "before"> & {
    /** Whether a PROJECT file that cannot be read is to be said, before the sources are read. */
    readonly checkProject?: boolean;
  };

/**
 * What `manifests` would write in a project; warnings go to standard error.
 *
 * @throws DiagnosticError with every error of the sources
 */
export async function planProjectManifests(
  root: string,
  { note, checkProject = false, ...options }: Options,
): Promise<Plan> {
  const { plan, diagnostics } = await planManifests({
    root,
    sources: ["src"],
    crdDir: "config/crd/bases",
    roleFile: "config/rbac/role.yaml",
    roleName: "manager-role",
    ...options,
    ...(checkProject ? { before: { files: [join(root, projectFile)], run: () => readIt(root) } } : {}),
  });
  throwIfErrors("the manifests were not written:", diagnostics);
  for (const diagnostic of diagnostics) note(describeDiagnostic(diagnostic));
  return plan;
}

/** Loaded only when it must be: the reader of YAML takes as long as the rest of a run. */
async function readIt(root: string): Promise<void> {
  const { readProject } = await import("../project/read-project.ts");
  readProject(root);
}

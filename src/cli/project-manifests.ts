import { throwIfErrors } from "../base/diagnostic.ts";
import type { Plan } from "../files/plan.ts";
import { planManifests } from "../generate/plan-manifests.ts";
import type { Context } from "./context.ts";
import { describeDiagnostic } from "./describe-error.ts";

/**
 * What `manifests` would write in a project; warnings go to standard error.
 *
 * @throws DiagnosticError with every error of the sources
 */
export async function planProjectManifests(
  root: string,
  { note, maxDescriptionLength }: Pick<Context, "note"> & { maxDescriptionLength?: number },
): Promise<Plan> {
  const { plan, diagnostics } = await planManifests({
    root,
    sources: ["src"],
    crdDir: "config/crd/bases",
    roleFile: "config/rbac/role.yaml",
    roleName: "manager-role",
    ...(maxDescriptionLength === undefined ? {} : { maxDescriptionLength }),
  });
  throwIfErrors("the manifests were not written:", diagnostics);
  for (const diagnostic of diagnostics) note(describeDiagnostic(diagnostic));
  return plan;
}

import { UserError } from "../../base/errors.ts";
import type { Kubectl } from "../../cluster/kubectl.ts";

/** The manifests of a kustomize folder of the project. */
export async function renderKustomization(
  kubectl: Pick<Kubectl, "kustomize">,
  folder: string,
): Promise<string> {
  try {
    return await kubectl.kustomize(folder);
  } catch (error) {
    if (!(error instanceof UserError) || !error.message.includes("config/crd/bases")) throw error;
    const hint = "A CRD is not written yet: run `kubewright manifests`.";
    throw new UserError(error.code, error.message, { hint, cause: error });
  }
}

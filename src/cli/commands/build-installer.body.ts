import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { writeYaml } from "../../kube/yaml.ts";
import { FileTree } from "../../files/tree.ts";
import { annotationLimit, crdSize } from "../../generate/size/crd-size.ts";
import { trimDescriptions } from "../../generate/size/trim-descriptions.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import type { Context } from "../context.ts";
import { renderDeployment } from "../deploy/render-deployment.ts";
import { joinManifests, splitManifests } from "../deploy/split-manifests.ts";
import { writePlan } from "../write-plan.ts";

export interface BuildInstallerInput {
  readonly image?: string;
  readonly dryRun: boolean;
}

export async function runBuildInstaller(
  { image, dryRun }: BuildInstallerInput,
  context: Context,
): Promise<void> {
  const root = findProjectRoot(context.cwd);
  const manifests = await renderDeployment(await context.drivers.kubectl(), { root, image });
  const tree = new FileTree(root);
  const text = forClientSideApply(manifests, context.note);
  tree.write("dist/install.yaml", `${text.trimEnd()}\n`, { ownership: "managed" });
  await writePlan(tree.plan(), { dryRun, context });
}

/** The same manifests, but for CRDs that `kubectl apply` could not note in an annotation. The others are as they were, byte for byte. */
function forClientSideApply(manifests: string, note: (line: string) => void): string {
  const all = splitManifests(manifests).map(({ text, object }) => ({
    text,
    crd:
      object.kind === "CustomResourceDefinition"
        ? (object as unknown as CustomResourceDefinition)
        : undefined,
  }));
  const isTooLarge = (crd: CustomResourceDefinition | undefined): crd is CustomResourceDefinition =>
    crd !== undefined && crdSize(crd).annotations > annotationLimit;
  if (!all.some(({ crd }) => isTooLarge(crd))) return manifests;
  return joinManifests(
    all.map(({ text, crd }) => ({ text: isTooLarge(crd) ? writeYaml(fit(crd, note)) : text })),
  );
}

function fit(given: CustomResourceDefinition, note: (line: string) => void): CustomResourceDefinition {
  const { crd, trimming } = trimDescriptions(given, annotationLimit);
  const name = given.metadata?.name ?? "";
  if (crdSize(crd).annotations > annotationLimit)
    note(
      `warning: ${name} is too large for kubectl apply even without descriptions: say that install.yaml needs kubectl apply --server-side`,
    );
  else if (trimming)
    note(
      `${trimming.dropped} of ${trimming.of} descriptions of ${name} were left out, the deepest, so that kubectl apply takes it`,
    );
  return crd;
}

import { join } from "node:path";
import type { Kubectl } from "../../cluster/kubectl.ts";
import { UserError } from "../../base/errors.ts";
import { applyPlan } from "../../files/apply.ts";
import { FileTree } from "../../files/tree.ts";
import { writeYaml } from "../../kube/yaml.ts";
import { renderKustomization } from "./render-kustomization.ts";

/** The image's name in config/manager. */
const placeholder = "controller";
const overlay = ".kubewright/deploy";

/**
 * The manifests of config/default with the operator's image. It is set by an overlay in the project's scratch folder, so that no
 * tracked file changes.
 *
 * @throws UserError IMAGE_INVALID, IMAGE_NOT_SET
 */
export async function renderDeployment(
  kubectl: Pick<Kubectl, "kustomize">,
  { root, image }: { root: string; image: string | undefined },
): Promise<string> {
  if (image === undefined) return renderKustomization(kubectl, join(root, "config/default"));
  const parsed = parseImage(image);
  const tree = new FileTree(root);
  const kustomization = {
    resources: ["../../config/default"],
    images: [{ name: placeholder, ...parsed }],
  };
  tree.write(`${overlay}/kustomization.yaml`, writeYaml(kustomization), { ownership: "managed" });
  await applyPlan(tree.plan());
  const manifests = await renderKustomization(kubectl, join(root, overlay));
  const { newName, newTag = "latest", digest } = parsed;
  if (manifests.includes(`image: ${newName}${digest === undefined ? `:${newTag}` : `@${digest}`}\n`))
    return manifests;
  throw new UserError(
    "IMAGE_NOT_SET",
    `cannot set the operator's image to "${image}": no container has the image "${placeholder}"`,
    {
      hint: `Set the image in config/manager/manager.yaml back to "${placeholder}:latest".`,
    },
  );
}

/** A name, and a tag or a digest or both, as kustomize takes them. A digest alone counts where both are given. */
export function parseImage(image: string): { newName: string; newTag?: string; digest?: string } {
  const [, newName, newTag, digest] =
    /^((?:[\w.-]+(?::\d+)?\/)?[\w./-]+?)(?::([\w.-]+))?(?:@(sha\d+:[0-9a-f]+))?$/.exec(image) ?? [];
  if (newName === undefined) {
    throw new UserError(
      "IMAGE_INVALID",
      `cannot read image "${image}": expected a form such as registry.example.com/memcached:v0.1.0`,
    );
  }
  if (digest !== undefined) return { newName, digest };
  return newTag === undefined ? { newName } : { newName, newTag };
}

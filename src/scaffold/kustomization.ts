import type { FileTree } from "../files/tree.ts";
import { YamlDocument } from "../kube/yaml-document.ts";
import { renderTemplate } from "./templates.ts";

/**
 * Adds resources to a kustomization that may have been edited: what is listed already, also as `./name`,
 * is not added again. A kustomization that is gone is made anew.
 */
export function addToKustomization(tree: FileTree, path: string, resources: readonly string[]): void {
  const text = tree.read(path) ?? renderTemplate(`project/${path}`, {});
  const document = new YamlDocument(text, path);
  const listed = document.get(["resources"]);
  const present = new Set(
    (Array.isArray(listed) ? listed : []).map((entry) => String(entry).replace(/^\.\//, "")),
  );
  for (const resource of resources) {
    if (!present.has(resource)) document.append(["resources"], resource);
  }
  tree.write(path, document.toText(), { ownership: "shared" });
}

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../base/errors.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";
import { parseYaml } from "../kube/yaml.ts";

const folder = "config/crd/bases";

/** The CRDs that `manifests` wrote, and their whole text. */
export function readProjectCrds(root: string): { text: string; crds: CustomResourceDefinition[] } {
  const documents = listFiles(join(root, folder)).map((name) => {
    const text = readFileSync(join(root, folder, name), "utf8");
    return { text, crds: parseYaml(text, `${folder}/${name}`) as CustomResourceDefinition[] };
  });
  return { text: documents.map(({ text }) => text).join(""), crds: documents.flatMap(({ crds }) => crds) };
}

function listFiles(path: string): string[] {
  try {
    return readdirSync(path)
      .filter((name) => name.endsWith(".yaml"))
      .sort();
  } catch (error) {
    if (hasCode(error, "ENOENT")) return []; // a project without kinds of its own
    throw error;
  }
}

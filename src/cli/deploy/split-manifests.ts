import type { ClusterObject } from "../../cluster/kubectl.ts";
import { parseYaml } from "../../kube/yaml.ts";

/** One object of a stream of manifests, and its text as it was. */
export interface Manifest {
  readonly text: string;
  readonly object: ClusterObject;
}

/** The objects of a YAML stream as kustomize writes it: a line `---` between two. */
export function splitManifests(stream: string): Manifest[] {
  return stream
    .split(/^---[ \t]*$/m)
    .filter((text) => text.trim() !== "")
    .map((text) => ({ text, object: parseYaml(text, "the output of kustomize")[0] as ClusterObject }))
    .filter(({ object }) => object !== null && object !== undefined);
}

/** One stream of them. */
export function joinManifests(manifests: readonly Pick<Manifest, "text">[]): string {
  return manifests.map(({ text }) => `---\n${text.trim()}\n`).join("");
}

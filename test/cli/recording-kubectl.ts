import type { ClusterObject, Kubectl } from "../../src/cluster/kubectl.ts";
import { parseYaml } from "../../src/kube/yaml.ts";

/** A kubectl that holds objects in memory and records what is asked of it. What it does differently, a test sets. */
export function recordingKubectl(
  overrides: Partial<Kubectl> = {},
): Kubectl & { readonly calls: string[]; readonly objects: ClusterObject[] } {
  const calls: string[] = [];
  const objects: ClusterObject[] = [];
  const nameOf = ({ kind, metadata }: ClusterObject) => `${kind.toLowerCase()}/${metadata.name}`;
  const find = (wanted: ClusterObject) => objects.findIndex((object) => nameOf(object) === nameOf(wanted));
  const each = (manifests: string) => parseYaml(manifests) as ClusterObject[];
  return {
    calls,
    objects,
    clientVersion: async () => "1.36.3",
    serverVersion: async () => "1.36.3",
    context: async () => "kind-test",
    kubeconfig: async () => "contexts: []\n",
    async kustomize(folder) {
      calls.push(`kustomize ${folder}`);
      return "";
    },
    async apply(manifests, { force = false } = {}) {
      return each(manifests).map((object) => {
        const at = find(object);
        if (at === -1) objects.push(object);
        else objects[at] = object;
        calls.push(`apply ${nameOf(object)}${force ? " by force" : ""}`);
        return `${nameOf(object)} serverside-applied`;
      });
    },
    preview: async (manifests) => each(manifests),
    live: async (manifests) => each(manifests).flatMap((object) => objects[find(object)] ?? []),
    async delete(manifests) {
      return each(manifests).flatMap((object) => {
        const at = find(object);
        if (at === -1) return [];
        objects.splice(at, 1);
        calls.push(`delete ${nameOf(object)}`);
        return [`${nameOf(object)} deleted`];
      });
    },
    async definitions(names = []) {
      const isAsked = ({ kind, metadata: { name } }: ClusterObject) =>
        kind === "CustomResourceDefinition" && (names.length === 0 || names.includes(name));
      return JSON.stringify({ kind: "List", items: objects.filter(isAsked) });
    },
    async list(resource, { namespace, fields }) {
      const isAsked = (object: ClusterObject) =>
        resource.split(",").some((one) => one.split(".")[0] === `${object.kind.toLowerCase()}s`) &&
        object.metadata.namespace === namespace &&
        (fields === undefined || fields === `metadata.name=${object.metadata.name}`);
      return objects.filter(isAsked).map(rolledOut);
    },
    names: async () => [],
    logs: async () => [],
    async wait(condition, { objects: names }) {
      if (names.length > 0) calls.push(`wait ${condition} ${names.join(" ")}`);
    },
    ...overrides,
  };
}

/** A Deployment comes up at once. */
function rolledOut(object: ClusterObject): ClusterObject {
  const counts = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
  return object.kind === "Deployment" ? { ...object, ...{ status: counts } } : object;
}

import type { Kubectl, ObjectName } from "../../cluster/kubectl.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";

/** The objects of a kind that a cluster has. */
export interface Population {
  readonly crd: CustomResourceDefinition;
  readonly objects: readonly ObjectName[];
}

/** Who lives in a cluster of the kinds that these CRDs define. */
export async function readPopulations(
  kubectl: Pick<Kubectl, "names">,
  crds: readonly CustomResourceDefinition[],
): Promise<Population[]> {
  const populations = await Promise.all(
    crds.map(async (crd) => ({ crd, objects: await kubectl.names(crd.metadata?.name ?? "") })),
  );
  return populations.filter(({ objects }) => objects.length > 0);
}

/** Those of the objects that fit; kinds without any are left out. */
export function selectObjects(
  populations: readonly Population[],
  fits: (object: ObjectName) => boolean,
): Population[] {
  return populations
    .map(({ crd, objects }) => ({ crd, objects: objects.filter(fits) }))
    .filter(({ objects }) => objects.length > 0);
}

export function countObjects(populations: readonly Population[]): number {
  return populations.reduce((sum, { objects }) => sum + objects.length, 0);
}

/** Whether something has to be done before the object can go; only an operator that runs does it. */
export function hasFinalizer({ finalizers }: ObjectName): boolean {
  // these two are the garbage collector's
  return finalizers.some((name) => name !== "foregroundDeletion" && name !== "orphan");
}

const shown = 5;

/** A line a kind: `memcacheds.cache.example.com: default/a, default/b and 3 more`. */
export function describePopulations(populations: readonly Population[]): string[] {
  return populations.map(({ crd, objects }) => {
    const names = objects
      .slice(0, shown)
      .map(({ namespace, name }) => (namespace === undefined ? name : `${namespace}/${name}`));
    const more = objects.length > shown ? ` and ${objects.length - shown} more` : "";
    return `${crd.metadata?.name ?? ""}: ${names.join(", ")}${more}`;
  });
}

/** Manifests by which these objects are named to kubectl. */
export function namingManifests(populations: readonly Population[]): object[] {
  return populations.flatMap(({ crd: { spec }, objects }) => {
    const version = spec.versions.find(({ served }) => served)?.name ?? "";
    return objects.map(({ namespace, name }) => ({
      apiVersion: `${spec.group}/${version}`,
      kind: spec.names.kind,
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    }));
  });
}

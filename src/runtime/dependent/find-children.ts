import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { asChild, dependentLabel, type Child } from "./children.ts";
import type { Workflow, WorkflowRun } from "./workflow.ts";

/** Objects of one answer of the server. */
const pageSize = 500;

/**
 * The children of the owner, to say of one that it is gone: of these kinds as the client lists them, with all that was just written, though no watch has
 * brought it; from the server where the cache leaves something out. Of other kinds as the watches show them.
 */
export async function findChildren(
  workflow: Workflow,
  run: WorkflowRun,
  { kinds }: { kinds: readonly Resource[] },
): Promise<Child[]> {
  const { uid } = run.object.metadata;
  const listed = kinds.map(async (resource) => {
    const objects = await listLabelled(resource, dependentLabel(workflow.owner), run);
    return objects
      .flatMap((object) => asChild(resource, object, workflow) ?? [])
      .filter(({ ownerUid }) => ownerUid === uid);
  });
  const others = run.children.of(uid).filter(({ resource }) => !kinds.some((kind) => isSame(kind, resource)));
  return [...(await Promise.all(listed)).flat(), ...others];
}

/** Whether the cache leaves out objects of a kind, or parts of them: children of it may come with no event. */
export function isNarrowed(resource: Resource, { cache, object }: WorkflowRun): boolean {
  return !cache.holdsAll(resource, object.metadata.namespace) || !cache.keepsWhole(resource);
}

async function listLabelled(
  resource: Resource,
  labelSelector: string,
  run: WorkflowRun,
): Promise<readonly Observed<KubernetesObject>[]> {
  const { namespace } = run.object.metadata;
  if (!isNarrowed(resource, run))
    return (await run.client.list(resource, { namespace, labelSelector })).items;
  const all: Observed<KubernetesObject>[] = [];
  let next: string | undefined;
  do {
    const page = await run.client.list(resource, {
      namespace,
      labelSelector,
      limit: pageSize,
      ...(next ? { continue: next } : {}),
    });
    all.push(...page.items);
    next = page.metadata.continue;
  } while (next);
  return all;
}

function isSame(a: Resource, b: Resource): boolean {
  return a.apiVersion === b.apiVersion && a.kind === b.kind;
}

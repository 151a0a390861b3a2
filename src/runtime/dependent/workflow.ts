import type { Logger } from "../../base/logger.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Cache } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import type { Children } from "./children.ts";
import { orderDependents } from "./check-dependents.ts";
import type { DependentDefinition } from "./dependent.ts";

/** The dependents of a controller. */
export interface Workflow {
  readonly controller: string;
  /** The kind of the owners. */
  readonly owner: Resource;
  /** Each after those that it depends on. */
  readonly dependents: readonly DependentDefinition[];
  /** Whether something has to be done in order, or outside of Kubernetes, when an owner is deleted: else garbage collection does all of it. */
  readonly needsFinalizer: boolean;
}

/** One run of a workflow. */
export interface WorkflowRun {
  readonly object: Observed<KubernetesObject>;
  /** Places and owns what it writes: see HandlerContext. */
  readonly client: Client;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly children: Children;
  /** What the watches of children bring. */
  readonly cache: Pick<Cache, "holdsAll" | "keepsWhole" | "selects" | "copyAsStored">;
}

/** @throws UserError DEPENDENT_INVALID */
export function createWorkflow(options: {
  controller: string;
  owner: Resource;
  dependents: readonly DependentDefinition[];
}): Workflow {
  const dependents = orderDependents(options.controller, options.dependents);
  const needsFinalizer = dependents.some(
    ({ dependsOn, deleted, external }) =>
      dependsOn.length > 0 || deleted !== undefined || external !== undefined,
  );
  return { ...options, dependents, needsFinalizer };
}

/** Kinds of the dependents, each once. */
export function kindsOf({ dependents }: Pick<Workflow, "dependents">): Resource[] {
  const kinds = new Map<string, Resource>();
  for (const { resource } of dependents)
    if (resource) kinds.set(`${resource.apiVersion}/${resource.kind}`, resource);
  return [...kinds.values()];
}

/** What the functions of dependents get of a run. */
export function contextOf({ object, client, log, signal }: WorkflowRun) {
  return { object, client, log, signal };
}

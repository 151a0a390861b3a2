import { UserError } from "../../base/errors.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import { controllerReference } from "../../kube/owner.ts";
import type { Resource } from "../../kube/resource.ts";
import { dependentLabel, dependentValue } from "./children.ts";
import type { DependentDefinition } from "./dependent.ts";
import type { Workflow, WorkflowRun } from "./workflow.ts";

/** A child that is to be applied. */
export type CompleteChild = KubernetesObject & { metadata: { name: string } };

/** Whose child it is. */
export interface ChildOptions {
  readonly dependent: DependentDefinition;
  readonly resource: Resource;
  readonly workflow: Workflow;
  readonly run: WorkflowRun;
}

/**
 * What is desired with a name, the owner's namespace, its owner, and the label by which it is found again.
 *
 * @throws UserError DEPENDENT_INVALID where the owner cannot own it
 */
export function completeChild(object: KubernetesObject, options: ChildOptions): CompleteChild {
  const { dependent, resource, workflow, run } = options;
  const { kind, metadata: owner } = run.object;
  const { metadata } = object;
  const name = metadata?.name ?? (dependent.many ? missing(dependent.name) : owner.name);
  const namespace = resource.scope === "Cluster" ? undefined : (metadata?.namespace ?? owner.namespace);
  if (owner.namespace !== undefined && namespace !== owner.namespace)
    throw new UserError(
      "DEPENDENT_INVALID",
      `cannot apply dependent "${dependent.name}": ${kind} "${owner.namespace}/${owner.name}" cannot own ${resource.kind} "${namespace ? `${namespace}/` : ""}${name}"`,
      {
        hint: `What a namespaced object owns has to be in its namespace. ${resource.scope === "Cluster" ? `${resource.kind} is cluster-scoped: make it in .reconcile and delete it in .finalize.` : "Leave metadata.namespace out."}`,
      },
    );
  const reference = controllerReference(run.object);
  const others = (metadata?.ownerReferences ?? []).filter(({ uid }) => uid !== reference.uid);
  const label = { [dependentLabel(workflow.owner)]: dependentValue(workflow.controller, dependent.name) };
  return {
    ...object,
    metadata: {
      ...metadata,
      name,
      ...(namespace ? { namespace } : {}),
      ownerReferences: [...others, reference],
      labels: { ...metadata?.labels, ...label },
    },
  };
}

function missing(dependent: string): never {
  throw new TypeError(`cannot apply dependent "${dependent}": each object of a list needs a metadata.name`);
}

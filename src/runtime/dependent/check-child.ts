import { UserError } from "../../base/errors.ts";
import { keyOf, keyText, type KubernetesObject, type Observed } from "../../kube/object.ts";
import { hasOwnerReference, refuseOtherController } from "../../kube/owner.ts";
import { isNotFound } from "../client/errors.ts";
import { asChild, dependentLabel, dependentValue } from "./children.ts";
import type { ChildOptions, CompleteChild } from "./complete-child.ts";

/**
 * Lets a child be applied only where nothing is, or what a dependent made, or what the owner owns: everything else is somebody else's. What the cache
 * does not know is looked for on the server, as what somebody made just now.
 *
 * @throws AlreadyOwnedError when another controller has it, UserError DEPENDENT_EXISTS when others made it and it is not to be adopted
 */
export async function refuseTaken(child: CompleteChild, options: ChildOptions): Promise<void> {
  const { dependent, workflow, run } = options;
  const { object: owner } = run;
  const existing = await findExisting(child, options);
  if (!existing) return;
  refuseOtherController(owner, existing);
  if (dependent.adopt || isOwn(existing, { workflow, run })) return;
  const what = `${existing.kind} "${keyText(keyOf(existing))}"`;
  throw new UserError(
    "DEPENDENT_EXISTS",
    `cannot apply dependent "${dependent.name}": ${what} is there, and was not made for ${owner.kind} "${owner.metadata.name}"`,
    {
      hint: "Give the dependent another metadata.name; or say adopt: true, so that it is taken over, and deleted like what the dependent made.",
    },
  );
}

/**
 * Lets a child pass that the watches will bring: one that they do not bring is not seen to become ready, or to be changed.
 *
 * @throws UserError DEPENDENT_INVALID
 */
export function refuseUnseen(child: Observed<KubernetesObject>, options: ChildOptions): void {
  const { dependent, resource, workflow, run } = options;
  const { cache } = run;
  const selected = cache.selects(resource, child);
  const whole = cache.keepsWhole(resource);
  if (selected && (whole || asChild(resource, cache.copyAsStored(resource, child), workflow))) return;
  const what = `${resource.kind} "${keyText(keyOf(child))}"`;
  const why = selected
    ? "the transform of its cache takes away its owner or its labels"
    : "the selector of its cache leaves it out";
  throw new UserError("DEPENDENT_INVALID", `cannot watch ${what} of dependent "${dependent.name}": ${why}`, {
    hint: selected
      ? `Keep metadata.ownerReferences and metadata.labels in the transform of cached(${resource.kind}, …).`
      : `Give it the labels that cached(${resource.kind}, …) asks for, or ask for the label ${dependentLabel(workflow.owner)} there.`,
  });
}

async function findExisting(
  child: CompleteChild,
  { resource, workflow, run }: ChildOptions,
): Promise<Observed<KubernetesObject> | undefined> {
  const { client, cache } = run;
  const key = keyOf(child);
  const known = await client.get(resource, key).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    return undefined;
  });
  // a transform may have taken away what tells whose it is
  if (known && (cache.keepsWhole(resource) || isOwn(known, { workflow, run }))) return known;
  const { namespace, name } = key;
  // a limit makes it the server's answer
  const list = await client.list(resource, { namespace, fieldSelector: `metadata.name=${name}`, limit: 1 });
  return list.items[0];
}

function isOwn(
  existing: Observed<KubernetesObject>,
  { workflow, run }: Pick<ChildOptions, "workflow" | "run">,
): boolean {
  const label = existing.metadata.labels?.[dependentLabel(workflow.owner)];
  const made = label?.startsWith(dependentValue(workflow.controller, "")) ?? false;
  return made || hasOwnerReference(run.object, existing);
}

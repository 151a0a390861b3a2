import { messageOf } from "../../base/errors.ts";
import { isConflict, isNotFound } from "../client/errors.ts";
import type { Child } from "./children.ts";
import type { DependentDefinition } from "./dependent.ts";
import type { DependentState } from "./dependent-state.ts";
import { findChildren } from "./find-children.ts";
import { contextOf, kindsOf, type Workflow, type WorkflowRun } from "./workflow.ts";

/** Removes the dependents of these names, each when all that depend on it are gone. Those that were never there count as gone. */
export async function removeDependents(
  workflow: Workflow,
  run: WorkflowRun,
  { names }: { names: ReadonlySet<string> },
): Promise<{ states: DependentState[]; errors: unknown[] }> {
  const { dependents } = workflow;
  const kinds = kindsOf({ dependents: dependents.filter(({ name }) => names.has(name)) });
  const finding = findChildren(workflow, run, { kinds });
  // each that is removed fails with it
  finding.catch(() => {});
  const errors: unknown[] = [];
  const tasks = new Map<string, Promise<DependentState>>();
  for (const dependent of dependents.toReversed()) {
    const { name } = dependent;
    if (!names.has(name)) continue;
    const later = dependents.filter(({ dependsOn }) => dependsOn.includes(name));
    const before = later.flatMap((other) => tasks.get(other.name) ?? []);
    tasks.set(
      name,
      removeOne(dependent, { before, finding, run }).catch((error: unknown) => {
        errors.push(error);
        return { name, state: "failed", message: messageOf(error), waitsFor: [] };
      }),
    );
  }
  const states = await Promise.all(tasks.values());
  return { states: states.toReversed(), errors };
}

/** Deletes just this object; it may be gone already, or have made room for a namesake. */
export async function deleteChild({ resource, key, object }: Child, { client }: WorkflowRun): Promise<void> {
  if (object.metadata.deletionTimestamp) return;
  const { uid } = object.metadata;
  try {
    await client.delete(resource, key, { preconditions: { uid }, propagationPolicy: "Background" });
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}

async function removeOne(
  dependent: DependentDefinition,
  {
    before,
    finding,
    run,
  }: { before: Promise<DependentState>[]; finding: Promise<readonly Child[]>; run: WorkflowRun },
): Promise<DependentState> {
  const { name } = dependent;
  const blocking = (await Promise.all(before)).filter(({ state }) => state !== "inactive");
  const waitsFor = blocking.map((state) => state.name);
  if (waitsFor.length > 0) return { name, state: "removing", message: "", waitsFor };
  const own = (await finding).filter((child) => child.dependent === name);
  const message = (await removeObjects(dependent, own, run)) ?? (await askDeleted(dependent, run));
  return {
    name,
    state: message === undefined ? "inactive" : "removing",
    message: message ?? "",
    waitsFor: [],
  };
}

/** Undefined when nothing is there any more, otherwise what is. */
async function removeObjects(
  { external }: DependentDefinition,
  own: readonly Child[],
  run: WorkflowRun,
): Promise<string | undefined> {
  if (external) {
    const context = { ...contextOf(run), observed: {} };
    const state = await external.read(context);
    if (state === undefined) return undefined;
    await external.delete(state, context);
    return (await external.read(context)) === undefined ? undefined : "is still there";
  }
  await Promise.all(own.map((child) => deleteChild(child, run)));
  if (own.length === 0) return undefined;
  const names = own.map(({ resource, key }) => `${resource.kind} ${key.name}`);
  return `${names.slice(0, 5).join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""}`;
}

async function askDeleted({ deleted }: DependentDefinition, run: WorkflowRun): Promise<string | undefined> {
  const answer = deleted ? await deleted({ ...contextOf(run), observed: {} }) : true;
  if (answer === true) return undefined;
  return typeof answer === "string" ? answer : "is not gone yet";
}

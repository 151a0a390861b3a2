import { applyDependents } from "./apply-dependents.ts";
import type { Child } from "./children.ts";
import { Claims } from "./claims.ts";
import { describeStates, type DependentState } from "./dependent-state.ts";
import { isNarrowed } from "./find-children.ts";
import { deleteChild, removeDependents } from "./remove-dependents.ts";
import { contextOf, type Workflow, type WorkflowRun } from "./workflow.ts";

/** What a run of a workflow came to. */
export interface WorkflowResult {
  readonly states: readonly DependentState[];
  readonly observed: Readonly<Record<string, unknown>>;
  readonly errors: readonly unknown[];
  /** Milliseconds after which to look again, though no event may come. */
  readonly after: number | undefined;
}

/** How often is looked again at what sends no events. */
export const pollInterval = 5_000;

/** Brings the dependents of one owner to their state, as far as that is possible now. Errors of one do not keep others from it. */
export async function runWorkflow(workflow: Workflow, run: WorkflowRun): Promise<WorkflowResult> {
  const inactive = new Set<string>();
  const failed = new Map<string, unknown>();
  for (const { name, dependsOn, active } of workflow.dependents) {
    try {
      // what depends on something that is not there is not there either
      const without = dependsOn.some((dependency) => inactive.has(dependency));
      if (without || (active && !(await active({ ...contextOf(run), observed: {} })))) inactive.add(name);
    } catch (error) {
      failed.set(name, error);
    }
  }
  const [applied, removed] = await Promise.all([
    applyDependents(workflow, run, { inactive, failed }),
    removeDependents(workflow, run, { names: inactive }),
  ]);
  const errors = [
    ...applied.errors,
    ...removed.errors,
    ...(await removeOrphans(workflow, run, applied.claims)),
  ];
  const states = new Map([...applied.states, ...removed.states].map((state) => [state.name, state]));
  const waits = [...states.values()].some(({ name, state }) => needsPoll(workflow, run, { name, state }));
  return {
    states: workflow.dependents.flatMap(({ name }) => states.get(name) ?? []),
    observed: applied.observed,
    errors,
    after: waits ? pollInterval : undefined,
  };
}

/** Removes the dependents of an owner that is being deleted, in reverse order; all are `inactive` when that is done. */
export async function endWorkflow(workflow: Workflow, run: WorkflowRun): Promise<WorkflowResult> {
  const names = new Set(workflow.dependents.map(({ name }) => name));
  const { states, errors } = await removeDependents(workflow, run, { names });
  const { ready } = describeStates(states);
  const all = [...errors, ...(ready ? await removeOrphans(workflow, run, new Claims()) : [])];
  return { states, observed: {}, errors: all, after: ready ? undefined : pollInterval };
}

/** Deletes what a dependent made that is no longer declared, unless another one has it now. */
async function removeOrphans({ dependents }: Workflow, run: WorkflowRun, claims: Claims): Promise<unknown[]> {
  const declared = new Set(dependents.map(({ name }) => name));
  const orphans = run.children
    .of(run.object.metadata.uid)
    .filter((child) => !declared.has(child.dependent) && !claims.has(child.resource, child.key));
  return deleteAll(orphans, run);
}

async function deleteAll(children: readonly Child[], run: WorkflowRun): Promise<unknown[]> {
  const results = await Promise.allSettled(children.map(async (child) => deleteChild(child, run)));
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
}

/** No event comes of an external thing, of what only the function `deleted` knows, nor of what the cache leaves out. */
function needsPoll(
  { dependents }: Workflow,
  run: WorkflowRun,
  { name, state }: Pick<DependentState, "name" | "state">,
): boolean {
  const dependent = dependents.find((candidate) => candidate.name === name);
  if (state === "removing") {
    const unseen = dependent?.resource !== undefined && isNarrowed(dependent.resource, run);
    return unseen || dependent?.deleted !== undefined || dependent?.external !== undefined;
  }
  return state === "notReady" && dependent?.external !== undefined;
}

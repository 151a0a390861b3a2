import { messageOf } from "../../base/errors.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import { refuseTaken, refuseUnseen } from "./check-child.ts";
import { Claims } from "./claims.ts";
import { completeChild } from "./complete-child.ts";
import type { AnyContext, DependentDefinition } from "./dependent.ts";
import type { DependentState } from "./dependent-state.ts";
import { deleteChild } from "./remove-dependents.ts";
import { contextOf, type Workflow, type WorkflowRun } from "./workflow.ts";

/** What the dependents that should be there came to. */
export interface Applied {
  readonly states: readonly DependentState[];
  readonly observed: Readonly<Record<string, unknown>>;
  readonly errors: readonly unknown[];
  /** The objects that they named. */
  readonly claims: Claims;
}

/** Objects of a list that are written at the same time. */
const atOnce = 10;

/** Applies the dependents that should be there, each when those that it depends on are ready; independent ones at the same time. */
export async function applyDependents(
  workflow: Workflow,
  run: WorkflowRun,
  { inactive, failed }: { inactive: ReadonlySet<string>; failed: ReadonlyMap<string, unknown> },
): Promise<Applied> {
  const observed: Record<string, unknown> = {};
  const errors: unknown[] = [];
  const claims = new Claims();
  const tasks = new Map<string, Promise<DependentState>>();
  for (const dependent of workflow.dependents) {
    const { name, dependsOn } = dependent;
    if (inactive.has(name)) continue;
    const before = dependsOn.flatMap((dependency) => tasks.get(dependency) ?? []);
    const apply = async (): Promise<DependentState> => {
      if (failed.has(name)) throw failed.get(name);
      const waitsFor = (await Promise.all(before)).flatMap(({ name, state }) =>
        state === "ready" ? [] : [name],
      );
      if (waitsFor.length > 0) {
        observed[name] = observeOnly(dependent, run);
        return { name, state: "waiting", message: "", waitsFor };
      }
      return applyOne(dependent, { workflow, run, observed, claims });
    };
    tasks.set(
      name,
      apply().catch((error: unknown) => {
        errors.push(error);
        return { name, state: "failed", message: messageOf(error), waitsFor: [] };
      }),
    );
  }
  return { states: await Promise.all(tasks.values()), observed, errors, claims };
}

/** What the cache has of a dependent. */
export function observeOnly({ name, many, resource }: DependentDefinition, run: WorkflowRun): unknown {
  if (!resource) return undefined;
  const own = run.children.of(run.object.metadata.uid).filter((child) => child.dependent === name);
  return many ? new Map(own.map(({ key, object }) => [key.name, object])) : own[0]?.object;
}

/** What one is applied with. */
interface ApplyOptions {
  readonly workflow: Workflow;
  readonly run: WorkflowRun;
  readonly claims: Claims;
}

async function applyOne(
  dependent: DependentDefinition,
  { observed, ...at }: ApplyOptions & { observed: Record<string, unknown> },
): Promise<DependentState> {
  const { name, dependsOn, external, many } = dependent;
  const visible = Object.fromEntries(dependsOn.map((dependency) => [dependency, observed[dependency]]));
  const context = { ...contextOf(at.run), observed: visible } as unknown as AnyContext;
  const objects = external
    ? [await applyExternal(external, context)]
    : await applyObjects(dependent, { ...at, context });
  observed[name] = many
    ? new Map((objects as Observed<KubernetesObject>[]).map((object) => [object.metadata.name, object]))
    : objects[0];
  const problems: string[] = [];
  for (const object of objects) {
    const answer = dependent.ready ? await dependent.ready(object as never, context) : true;
    if (answer === true) continue;
    const about = many ? `${(object as Observed<KubernetesObject>).metadata.name}: ` : "";
    problems.push(`${about}${typeof answer === "string" ? answer : "is not ready"}`);
  }
  const message =
    problems.length > 3 ? `${problems.length} of ${objects.length} are not ready` : problems.join(", ");
  return { name, state: problems.length === 0 ? "ready" : "notReady", message, waitsFor: [] };
}

async function applyExternal(
  external: NonNullable<DependentDefinition["external"]>,
  context: AnyContext,
): Promise<unknown> {
  const state = await external.read(context);
  if (state === undefined) return external.create(context);
  return external.update ? external.update(state, context) : state;
}

/** Applies what is desired, then deletes what this dependent made before and is not desired any more. */
async function applyObjects(
  dependent: DependentDefinition,
  { workflow, run, claims, context }: ApplyOptions & { context: AnyContext },
): Promise<Observed<KubernetesObject>[]> {
  const { name, many, resource, desired } = dependent;
  if (!resource || !desired) throw new TypeError(`dependent "${name}" has no kind`);
  const wanted = await desired(context);
  if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted) !== many)
    throw new TypeError(
      `cannot apply dependent "${name}": desired returned no ${many ? "list" : "object"}; use active to say that there should be none`,
    );
  const configurations = (many ? wanted : [wanted]) as KubernetesObject[];
  const at = { dependent, resource, workflow, run };
  const complete = configurations.map((object) => completeChild(object, at));
  claims.take(name, resource, complete);
  const applied: Observed<KubernetesObject>[] = [];
  for (let from = 0; from < complete.length; from += atOnce)
    applied.push(
      ...(await Promise.all(
        complete.slice(from, from + atOnce).map(async (object) => {
          await refuseTaken(object, at);
          const answer = await run.client.apply(resource, object);
          refuseUnseen(answer, at);
          return answer;
        }),
      )),
    );
  const surplus = run.children
    .of(run.object.metadata.uid)
    .filter((child) => child.dependent === name && !claims.has(child.resource, child.key));
  await Promise.all(surplus.map((child) => deleteChild(child, run)));
  return applied;
}

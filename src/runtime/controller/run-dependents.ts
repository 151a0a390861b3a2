import { toMilliseconds } from "../../base/duration.ts";
import type { Cache } from "../cache/cache.ts";
import { Children } from "../dependent/children.ts";
import { observeOnly } from "../dependent/apply-dependents.ts";
import { describeStates } from "../dependent/dependent-state.ts";
import { endWorkflow, runWorkflow, type WorkflowResult } from "../dependent/run-workflow.ts";
import { createWorkflow, type Workflow } from "../dependent/workflow.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import type { ControllerDefinition } from "./controller-definition.ts";
import type { HandlerContext, HandlerResult, Reconcile } from "./handler.ts";
import type { RunNotes } from "./run-observer.ts";
import { TerminalError } from "./terminal-error.ts";

/** The dependents of a controller and what they have made. */
export interface DependentParts {
  readonly workflow: Workflow;
  readonly children: Children;
  /** Of the cluster that they are in. */
  readonly cache: Cache;
  /** Type of the condition that tells how far they are. */
  readonly condition: string | false;
}

/** @throws UserError DEPENDENT_INVALID */
export function dependentParts(definition: ControllerDefinition, cache: Cache): DependentParts | undefined {
  const { name: controller, resource: owner, dependents, dependentsCondition: condition } = definition;
  if (dependents.length === 0) return undefined;
  const workflow = createWorkflow({ controller, owner, dependents });
  return { workflow, children: new Children({ owner, controller }), cache, condition };
}

type Context = HandlerContext<KubernetesObject>;

/** A handler that brings the dependents to their state first, and is told of them. What they failed with is thrown when it has run. */
export function withDependents(
  parts: DependentParts & { readonly notes: RunNotes | undefined },
  handler: Reconcile<KubernetesObject> | undefined,
): Reconcile<KubernetesObject> {
  return async (context) => {
    const result = await runWorkflow(parts.workflow, {
      ...context,
      children: parts.children,
      cache: parts.cache,
    });
    const { ready } = tell(parts, context, result);
    const { observed, states } = result;
    const errors = [...result.errors];
    let after: HandlerResult;
    try {
      after = await handler?.({
        ...context,
        dependents: { ready, observed, states },
      });
    } catch (error) {
      errors.push(error);
    }
    if (errors.length > 0) throw combine(errors);
    return soonest(after, result.after);
  };
}

/** Removes the dependents of an object that is being deleted; asks to be called again while some are there. */
export function endDependents(
  parts: DependentParts & { readonly notes: RunNotes | undefined },
): Reconcile<KubernetesObject> {
  return async (context) => {
    const result = await endWorkflow(parts.workflow, {
      ...context,
      children: parts.children,
      cache: parts.cache,
    });
    if (result.errors.length > 0 || result.after !== undefined) tell(parts, context, result);
    if (result.errors.length > 0) throw combine(result.errors);
    return soonest(undefined, result.after);
  };
}

/** A handler that sees what there is of dependents, and changes nothing. */
export function seeingDependents(
  { workflow, children, cache }: DependentParts,
  handler: Reconcile<KubernetesObject>,
): Reconcile<KubernetesObject> {
  return (context) => {
    const run = { ...context, children, cache };
    const observed = Object.fromEntries(
      workflow.dependents.map((dependent) => [dependent.name, observeOnly(dependent, run)]),
    );
    return handler({
      ...context,
      dependents: { ready: false, observed, states: [] },
    });
  };
}

function tell(
  { condition, notes }: DependentParts & { readonly notes: RunNotes | undefined },
  { status }: Context,
  { states }: WorkflowResult,
): { ready: boolean } {
  const { ready, reason, message } = describeStates(states);
  if (condition !== false) status.condition(condition, ready, reason, message);
  if (!ready) notes?.depends(message);
  return { ready };
}

/** One error as it is; of several one that names them all. Trying again helps when it helps one. */
function combine(errors: readonly unknown[]): unknown {
  if (errors.length === 1) return errors[0];
  const message = `${errors.length} failed: ${errors.map((error) => (error instanceof Error ? error.message : String(error))).join("; ")}`;
  if (errors.every((error) => error instanceof TerminalError)) return new TerminalError(message);
  return new AggregateError(errors, message);
}

function soonest(result: HandlerResult, after: number | undefined): HandlerResult {
  if (after === undefined) return result;
  if (result?.requeueAfter === undefined) return { ...result, requeueAfter: after };
  const asked = toMilliseconds(result.requeueAfter);
  // no time at all asks for nothing
  return { ...result, requeueAfter: asked === 0 ? after : Math.min(asked, after) };
}

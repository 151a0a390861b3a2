import { toMilliseconds } from "../base/duration.ts";
import { UserError } from "../base/errors.ts";
import type { KubernetesObject, Observed } from "../kube/object.ts";
import type { Resource } from "../kube/resource.ts";
import type { Stage, StageEffects } from "../sandbox/behaviour/stages/stage.ts";

/** What a stage is for, and what it does. */
export interface StageOptions<T extends KubernetesObject> {
  /** In Events, and for the annotation `sandbox.kubewright.dev/hold`. */
  readonly name: string;
  /** Which objects take it; default all that are not being deleted. */
  readonly when?: (object: Observed<T>) => boolean;
  /** From when an object fits until it is done: milliseconds, or such as `"200ms"`; default at once. */
  readonly delay?: string | number | ((object: Observed<T>) => string | number);
  /** The delay is drawn between itself and this. */
  readonly jitter?: string | number;
  /** Where several fit, one is drawn by weight; default 1. */
  readonly weight?: number;
  readonly next: StageEffects | ((object: Observed<T>, context: { readonly now: Date }) => StageEffects);
}

/**
 * A step in the life of objects of a kind, for the `stages` of a sandbox's behaviours: what another operator would do to them.
 *
 * @throws UserError STAGE_INVALID for a stage that cannot be.
 *
 * @example
 * const bound = stage(Bucket, {
 *   name: "bound",
 *   when: ({ status }) => status?.phase !== "Bound",
 *   delay: "200ms",
 *   next: { status: { phase: "Bound" }, event: { reason: "Bound", message: "It is there" } },
 * });
 */
export function stage<T extends KubernetesObject>(resource: Resource<T>, options: StageOptions<T>): Stage {
  const { name, when, delay = 0, jitter, weight, next } = options;
  const invalid = (problem: string) =>
    new UserError("STAGE_INVALID", `cannot use the stage ${JSON.stringify(name)}: ${problem}`);
  if (typeof name !== "string" || !/^[\w.-]+$/.test(name))
    throw invalid("its name has to be of letters, digits, -, _ and .");
  if (weight !== undefined && !(weight >= 0)) throw invalid(`weight is ${weight}, expected 0 or more`);
  if (typeof next !== "function" && (typeof next !== "object" || next === null))
    throw invalid("next is to say what it does");
  // the sandbox hands out objects as they are served
  const seen = (object: unknown) => object as Observed<T>;
  return {
    name,
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    when: when ? (object) => when(seen(object)) : (object) => object.metadata.deletionTimestamp === undefined,
    delay: (object) => toMilliseconds(typeof delay === "function" ? delay(seen(object)) : delay),
    ...(jitter === undefined ? {} : { jitter: toMilliseconds(jitter) }),
    ...(weight === undefined ? {} : { weight }),
    next: typeof next === "function" ? (object, now) => next(seen(object), { now }) : () => next,
  };
}

import { copyJson, equalJson, getKey, isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import { messageOf } from "../../base/errors.ts";
import { checkCondition } from "../../kube/check-condition.ts";
import { removeCondition, setCondition, type Condition } from "../../kube/condition.ts";
import type { DeepPartial, KubernetesObject, Observed } from "../../kube/object.ts";
import { applyMergePatch, createMergePatch } from "../../kube/patch/merge-patch.ts";
import { summarizeConditions } from "../../kube/read-condition.ts";
import { ApiError } from "../client/errors.ts";
import { TerminalError } from "./terminal-error.ts";

/** Type of a kind's status. */
export type StatusOf<T> = T extends { status?: infer Status } ? NonNullable<Status> : never;

/** Names of a kind's conditions: those that it declares with `Condition<"Ready" | …>[]`, else any. */
export type ConditionTypeOf<T> =
  StatusOf<T> extends { conditions?: readonly { type: infer Type extends string }[] } ? Type : string;

/** Collects what a run says of its object's status. */
export interface StatusWriter<T extends KubernetesObject> {
  /** Sets fields, at every depth: fields left out stay, `undefined` removes, lists are replaced. */
  set(status: DeepPartial<StatusOf<T>>): void;
  /**
   * Sets a condition. A boolean stands for `True` or `False`. `observedGeneration` is that of the object which the run got, whatever it has become
   * meanwhile; `lastTransitionTime` moves only when the status does. `reason` is a word in CamelCase, `message` a sentence.
   *
   * @throws UserError CONDITION_INVALID for what the API server would refuse
   */
  condition(
    type: ConditionTypeOf<T>,
    status: boolean | Condition["status"],
    reason: string,
    message?: string,
  ): void;
  /** Takes a condition away. */
  removeCondition(type: ConditionTypeOf<T>): void;
  /**
   * A condition made of others when the run ends: True when all of them are, False when one is, else Unknown, with reason and message of what is
   * in the way. Those that are missing, or speak of an older spec, are Unknown.
   */
  summary(type: ConditionTypeOf<T>, from: readonly ConditionTypeOf<T>[]): void;
  /** When this run fails, this condition becomes False, with the error's message and `reason`, or else a reason made of the error. */
  onError(type: ConditionTypeOf<T>, reason?: string): void;
}

/** A status writer and the patch it amounts to. */
export interface StatusCollector<T extends KubernetesObject> extends StatusWriter<T> {
  /** The run failed: sets what was asked for with `onError`. */
  failed(error: unknown): void;
  /** The merge patch of the status subresource, of the object or what the run itself has made of it; undefined when nothing changed. */
  patch(newest?: { readonly resourceVersion: string; readonly status: JsonObject }): object | undefined;
}

export function collectStatus<T extends KubernetesObject>(
  object: Observed<KubernetesObject>,
  options: { now: () => number },
): StatusCollector<T> {
  const before = (object as { status?: JsonObject }).status ?? {};
  const after = copyJson(before);
  const { generation } = object.metadata;
  const summaries = new Map<string, readonly string[]>();
  const onErrors = new Map<string, string | undefined>();
  const put = (condition: Omit<Condition, "lastTransitionTime" | "observedGeneration">) => {
    const whole = { ...condition, ...(generation === undefined ? {} : { observedGeneration: generation }) };
    checkCondition(whole);
    // a status that is set back to what it was before the run has not moved
    const [known] = conditionsOf(before).filter((old) => old.type === whole.type);
    const unmoved = known?.status === whole.status ? { lastTransitionTime: known.lastTransitionTime } : {};
    after.conditions = setCondition(conditionsOf(after), { ...whole, ...unmoved }, new Date(options.now()));
  };
  return {
    set(status) {
      merge(after, status as JsonObject);
    },
    condition(type, status, reason, message = "") {
      const text = typeof status === "boolean" ? (status ? "True" : "False") : status;
      put({ type, status: text, reason, message });
    },
    removeCondition(type) {
      if (conditionsOf(after).some((condition) => condition.type === type))
        after.conditions = removeCondition(conditionsOf(after), type);
    },
    summary: (type, from) => void summaries.set(type, from),
    onError: (type, reason) => void onErrors.set(type, reason),
    failed(error) {
      for (const [type, reason = reasonOf(error)] of onErrors)
        put({ type, status: "False", reason, message: messageOf(error).slice(0, 4096) });
    },
    patch(
      { resourceVersion, status } = { resourceVersion: object.metadata.resourceVersion, status: before },
    ) {
      for (const [type, from] of summaries)
        put({ type, ...summarizeConditions(conditionsOf(after), from, generation) });
      if (equalJson(before, after)) return undefined;
      const next = equalJson(before, status) ? after : rebase({ before, after }, status, options);
      if (equalJson(status, next)) return undefined;
      // with the version, the patch cannot undo what somebody else wrote in between
      return { metadata: { resourceVersion }, status: createMergePatch(status, next) };
    },
  };
}

/** A status that the run has written by its client meanwhile, with what else the run says of it; conditions by type. */
function rebase(
  { before, after }: { before: JsonObject; after: JsonObject },
  status: JsonObject,
  { now }: { now: () => number },
): JsonObject {
  const next = applyMergePatch(copyJson(status), createMergePatch(before, after)) as JsonObject;
  if (equalJson(before.conditions, after.conditions)) return next;
  const [were, are] = [conditionsOf(before), conditionsOf(after)];
  const removed = were.filter(({ type }) => are.every((condition) => condition.type !== type));
  const changed = are.filter((condition) => were.every((other) => !equalJson(other, condition)));
  const kept = removed.reduce((list, { type }) => removeCondition(list, type), conditionsOf(status));
  next.conditions = changed.reduce((list, condition) => setCondition(list, condition, new Date(now())), kept);
  return next;
}

function conditionsOf({ conditions }: JsonObject): readonly Condition[] {
  return Array.isArray(conditions) ? (conditions as Condition[]) : [];
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiError && error.reason) return error.reason;
  return error instanceof TerminalError ? "TerminalError" : "ReconcileFailed";
}

function merge(target: JsonObject, source: JsonObject): void {
  for (const [key, value] of Object.entries(source)) {
    if (value === undefined) Reflect.deleteProperty(target, key);
    else if (isJsonObject(value)) {
      const known = getKey(target, key);
      const inner = isJsonObject(known) ? known : {};
      setKey(target, key, inner);
      merge(inner, value);
    } else setKey(target, key, copyJson(value));
  }
}

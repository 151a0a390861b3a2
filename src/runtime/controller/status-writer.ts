import { copyJson, equalJson, getKey, isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import { setCondition, type Condition } from "../../kube/condition.ts";
import type { DeepPartial, KubernetesObject, Observed } from "../../kube/object.ts";
import { createMergePatch } from "../../kube/patch/merge-patch.ts";

/** Type of a kind's status. */
export type StatusOf<T> = T extends { status?: infer Status } ? NonNullable<Status> : never;

/** Collects what a run says of its object's status. */
export interface StatusWriter<T extends KubernetesObject> {
  /** Sets fields, at every depth: fields left out stay, `undefined` removes, lists are replaced. */
  set(status: DeepPartial<StatusOf<T>>): void;
  /**
   * Sets a condition. A boolean stands for `True` or `False`. `observedGeneration` is that of the object; `lastTransitionTime` moves only when
   * the status does. `reason` is a word in CamelCase, `message` a sentence.
   */
  condition(type: string, status: boolean | Condition["status"], reason: string, message?: string): void;
}

/** A status writer and the patch it amounts to. */
export interface StatusCollector<T extends KubernetesObject> extends StatusWriter<T> {
  /** The merge patch of the status subresource; undefined when nothing changed. */
  patch(): object | undefined;
}

export function collectStatus<T extends KubernetesObject>(
  object: Observed<KubernetesObject>,
  options: { now: () => number },
): StatusCollector<T> {
  const before = (object as { status?: JsonObject }).status ?? {};
  const after = copyJson(before);
  return {
    set(status) {
      merge(after, status as JsonObject);
    },
    condition(type, status, reason, message = "") {
      const text = typeof status === "boolean" ? (status ? "True" : "False") : status;
      const { generation } = object.metadata;
      const condition = {
        type,
        status: text,
        reason,
        message,
        ...(generation === undefined ? {} : { observedGeneration: generation }),
      };
      after.conditions = setCondition(
        (after.conditions as Condition[] | undefined) ?? [],
        condition,
        new Date(options.now()),
      );
    },
    patch() {
      if (equalJson(before, after)) return undefined;
      const { resourceVersion } = object.metadata;
      // with its version, the patch cannot undo what somebody else wrote in between
      return { metadata: { resourceVersion }, status: createMergePatch(before, after) };
    },
  };
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

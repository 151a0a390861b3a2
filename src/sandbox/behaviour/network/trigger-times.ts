import type { ApiObject } from "../../api-object.ts";
import { conditionAt } from "../read.ts";
import { keyOf } from "../run-controller.ts";

export const triggerAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";

/**
 * When it happened what endpoints are written for: of a new Service its creation, later the first of its Pods' changes of readiness since the last time. Follows
 * k8s.io/endpointslice/util/trigger_time_tracker.go.
 */
export class TriggerTimes {
  readonly #known = new Map<string, { readonly uid: string; readonly pods: ReadonlyMap<string, string> }>();

  /** The time for what is written now; undefined where nothing has changed. */
  next(service: ApiObject, pods: readonly ApiObject[]): string | undefined {
    const key = keyOf(service);
    const { uid = "", creationTimestamp } = service.metadata;
    const before = this.#known.get(key);
    const times = new Map<string, string>();
    for (const pod of pods) {
      const changed = conditionAt(pod, "Ready")?.lastTransitionTime;
      if (typeof changed === "string") times.set(pod.metadata.name ?? "", changed);
    }
    this.#known.set(key, { uid, pods: times });
    if (before?.uid !== uid) return creationTimestamp;
    // all are of the same form, in UTC: the order of texts is that of times
    return [...times]
      .filter(([name, time]) => time > (before.pods.get(name) ?? ""))
      .map(([, time]) => time)
      .sort()[0];
  }

  forget(key: string): void {
    this.#known.delete(key);
  }
}

/** Notes the time on what is written for it, or takes away the one of before. */
export function noteTriggerTime(object: ApiObject, time: string | undefined): void {
  const { [triggerAnnotation]: _, ...others } = object.metadata.annotations ?? {};
  const annotations = time === undefined ? others : { ...others, [triggerAnnotation]: time };
  if (Object.keys(annotations).length) object.metadata.annotations = annotations;
  else delete object.metadata.annotations;
}

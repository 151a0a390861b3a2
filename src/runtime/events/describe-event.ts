import { randomBytes } from "node:crypto";
import { microTimeText } from "../../kube/condition.ts";
import type { DeepReadonly, KubernetesObject } from "../../kube/object.ts";
import type { Event } from "../../k8s/events.k8s.io/v1.ts";

/** One thing to record. */
export interface EventNote {
  readonly type: "Normal" | "Warning";
  /** A word in CamelCase for machines. */
  readonly reason: string;
  /** A sentence for people. */
  readonly note: string;
  /** What was done, as a word in CamelCase; default the reason. */
  readonly action?: string;
}

/** The Event to be created, within the limits of k8s.io/kubernetes/pkg/apis/core/validation/events.go. About a cluster-scoped object it is in `default`. */
export function describeEvent(options: {
  object: DeepReadonly<KubernetesObject>;
  event: EventNote;
  now: number;
  controller: string;
  instance: string;
}): Event {
  const { object, event, now, controller, instance } = options;
  const { apiVersion = "", kind = "", metadata = {} } = object;
  const { name = "", namespace, uid, resourceVersion } = metadata;
  return {
    metadata: { name: eventName(name), namespace: namespace ?? "default" },
    eventTime: microTimeText(new Date(now)),
    reportingController: controller,
    reportingInstance: cutBytes(instance, 128),
    action: cutBytes(event.action ?? event.reason, 128),
    reason: cutBytes(event.reason, 128),
    type: event.type,
    note: cutBytes(event.note, 1024),
    regarding: {
      apiVersion,
      kind,
      name,
      ...(namespace ? { namespace } : {}),
      ...(uid ? { uid } : {}),
      ...(resourceVersion ? { resourceVersion } : {}),
    },
  };
}

/** The object's name and something unique; where it is cut, no part may end with a dash. */
function eventName(name: string): string {
  return `${name.slice(0, 230).replace(/[-.]+$/, "")}.${randomBytes(8).toString("hex")}`;
}

/** The longest start of a text that has at most `limit` bytes in UTF-8. */
function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= limit) return text;
  let end = limit;
  // 10xxxxxx goes on with a character
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString("utf8");
}

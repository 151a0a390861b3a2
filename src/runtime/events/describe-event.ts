import { randomBytes, randomUUID } from "node:crypto";
import { microTimeText } from "../../kube/condition.ts";
import { dns1123SubdomainProblems } from "../../kube/name.ts";
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
  readonly action?: string | undefined;
  /** Another object that the event is about, such as what was made. */
  readonly related?: DeepReadonly<KubernetesObject> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
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
  const { name = "", namespace = "default" } = object.metadata ?? {};
  const { related, annotations } = event;
  return {
    metadata: {
      name: eventName(name),
      namespace,
      ...(annotations ? { annotations: { ...annotations } } : {}),
    },
    eventTime: microTimeText(new Date(now)),
    reportingController: controller,
    reportingInstance: cutBytes(instance, 128),
    action: cutBytes(event.action ?? event.reason, 128),
    reason: cutBytes(event.reason, 128),
    type: event.type,
    note: cutBytes(event.note, 1024),
    regarding: referenceTo(object),
    ...(related ? { related: referenceTo(related) } : {}),
  };
}

function referenceTo(object: DeepReadonly<KubernetesObject>): NonNullable<Event["regarding"]> {
  const { apiVersion = "", kind = "", metadata = {} } = object;
  const { name = "", namespace, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    name,
    ...(namespace ? { namespace } : {}),
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
  };
}

/**
 * The object's name and something unique; where it is cut, no part may end with a dash. Names such as `system:node` cannot be part of an event's: as in
 * client-go's GenerateEventName, something random stands for them.
 */
function eventName(name: string): string {
  const cut = name.slice(0, 230).replace(/[-.]+$/, "");
  const start = dns1123SubdomainProblems(cut).length === 0 ? cut : randomUUID();
  return `${start}.${randomBytes(8).toString("hex")}`;
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

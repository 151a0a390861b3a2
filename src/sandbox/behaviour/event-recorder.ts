import { timeText } from "../../kube/condition.ts";
import type { ApiObject } from "../api-object.ts";
import type { Registry } from "../registry/registry.ts";
import { StatusError } from "../status-error.ts";

/** What happened to an object. */
export interface RecordedEvent {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** Who says so, such as `job-controller`. */
  readonly component: string;
  /** The part of the object that it happened to, such as `spec.containers{main}`. */
  readonly fieldPath?: string;
  /** Where it happened. */
  readonly host?: string;
}

/** Events that were recorded before are counted for this long; after an hour they are gone, as the server's --event-ttl has it. */
const lifetime = 3_600_000;
const similarLimit = 10;
const similarWindow = 600_000;

interface Known {
  readonly namespace: string;
  readonly name: string;
  readonly at: number;
}

/**
 * Records core/v1 Events about objects as client-go's recorder does: the same event again counts up the first one, and
 * from the tenth on that differs only in its message they become one. Follows k8s.io/client-go/tools/record/events_cache.go.
 */
export class EventRecorder {
  readonly #registry: Registry;
  readonly #known = new Map<string, Known>();
  readonly #similar = new Map<string, { readonly messages: Set<string>; readonly since: number }>();
  #serial = 0;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  record(object: ApiObject, event: RecordedEvent): void {
    try {
      this.#forgetOld();
      const told = this.#aggregate(object, event);
      if (!this.#count(told)) this.#create(object, { ...event, message: told.message }, told.key);
    } catch (error) {
      // a namespace that goes takes no events; nothing waits for them
      if (!(error instanceof StatusError)) throw error;
    }
  }

  #aggregate(object: ApiObject, event: RecordedEvent): { key: string; message: string } {
    const group = [event.component, object.metadata.uid, event.type, event.reason, event.fieldPath].join("/");
    const now = this.#registry.clock.now();
    let known = this.#similar.get(group);
    if (!known || now - known.since > similarWindow) {
      // the map is in the order of the windows' beginnings
      this.#similar.delete(group);
      this.#similar.set(group, (known = { messages: new Set(), since: now }));
    }
    known.messages.add(event.message);
    if (known.messages.size < similarLimit)
      return { key: `${group}/${event.message}`, message: event.message };
    // client-go forgets any of them then; here it is the oldest
    for (const oldest of [...known.messages].slice(0, 1)) known.messages.delete(oldest);
    return { key: group, message: `(combined from similar events): ${event.message}` };
  }

  /** A combined one has the last message. */
  #count({ key, message }: { key: string; message: string }): boolean {
    const known = this.#known.get(key);
    if (!known) return false;
    const events = this.#registry.resource("", "v1", "events");
    const { namespace, name } = known;
    const lastTimestamp = timeText(new Date(this.#registry.clock.now()));
    const counted = this.#registry.edit(
      events,
      { namespace, name, manager: "kube-controller-manager" },
      (object) => Object.assign(object, { count: Number(object.count ?? 1) + 1, message, lastTimestamp }),
    );
    if (!counted) this.#known.delete(key);
    return counted !== undefined;
  }

  #create(object: ApiObject, event: RecordedEvent, key: string): void {
    const { type, reason, message, component, fieldPath, host } = event;
    const { namespace = "default", name: objectName = "", uid = "", resourceVersion = "" } = object.metadata;
    const now = this.#registry.clock.now();
    const name = `${objectName}.${(BigInt(now) * 1_000_000n + BigInt(this.#serial++ % 1_000_000)).toString(16)}`;
    const time = timeText(new Date(now));
    this.#registry.make(this.#registry.resource("", "v1", "events"), {
      manager: component === "kubelet" ? "kubelet" : "kube-controller-manager",
      object: {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name, namespace },
        involvedObject: {
          kind: object.kind,
          ...(object.metadata.namespace ? { namespace } : {}),
          name: objectName,
          uid,
          apiVersion: object.apiVersion,
          resourceVersion,
          ...(fieldPath ? { fieldPath } : {}),
        },
        reason,
        message,
        source: { component, ...(host ? { host } : {}) },
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
        type,
        eventTime: null,
        reportingComponent: component,
        reportingInstance: host ?? "",
      },
    });
    this.#known.set(key, { namespace, name, at: now });
  }

  /** Events go after their hour, the oldest first. */
  #forgetOld(): void {
    const now = this.#registry.clock.now();
    const events = this.#registry.resource("", "v1", "events");
    for (const [key, { namespace, name, at }] of this.#known) {
      if (now - at < lifetime) break;
      this.#known.delete(key);
      if (this.#registry.find(events, namespace, name))
        this.#registry.delete(events, { namespace, name, options: { dryRun: false } });
    }
    for (const [group, { since }] of this.#similar) {
      if (now - since < similarWindow) break;
      this.#similar.delete(group);
    }
  }
}

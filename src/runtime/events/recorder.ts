import { randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { microTimeText } from "../../kube/condition.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import { Event } from "../../k8s/events.k8s.io/v1.ts";
import type { Client } from "../client/client.ts";
import { isNotFound } from "../client/errors.ts";

/** One thing to record. */
export interface EventNote {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly note: string;
}

interface Series {
  readonly name: string;
  readonly namespace: string;
  count: number;
  lastSeen: number;
}

const queueLimit = 1_000;
const seriesLimit = 4_096;
/** A series that was quiet for this long is over. */
const seriesFinish = 6 * 60_000;

/**
 * Records events (events.k8s.io/v1) about objects. Equal ones within six minutes become one series. It never blocks and never throws: when
 * the API of events is slow, events are dropped. Follows client-go's tools/events/event_broadcaster.go.
 */
export class EventRecorder {
  readonly #options: { client: Client; clock: Clock; logger: Logger; controller: string; instance: string };
  readonly #series = new Map<string, Series>();
  readonly #queue: (() => Promise<void>)[] = [];
  #working: Promise<void> | undefined;

  constructor(options: {
    client: Client;
    clock: Clock;
    logger: Logger;
    controller: string;
    instance: string;
  }) {
    this.#options = options;
  }

  record(object: KubernetesObject, event: EventNote): void {
    if (this.#queue.length >= queueLimit) return;
    this.#queue.push(() => this.#write(object, event));
    this.#working ??= this.#drain();
  }

  /** Resolves when what was recorded is written, or has failed. */
  async flush(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #drain(): Promise<void> {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      try {
        await next();
      } catch (error) {
        this.#options.logger.debug("cannot record an event", { error: messageOf(error) });
      }
    }
    this.#working = undefined;
  }

  async #write(object: KubernetesObject, event: EventNote): Promise<void> {
    const { client, clock, controller, instance } = this.#options;
    const now = clock.now();
    const { apiVersion = "", kind = "", metadata = {} } = object;
    const { name = "", namespace = "default", uid, resourceVersion } = metadata;
    const identity = JSON.stringify([uid, event.type, event.reason, event.note]);
    const known = this.#series.get(identity);
    if (known && now - known.lastSeen < seriesFinish && (await this.#extend(known, now))) return;
    const created: Series = {
      name: `${name.slice(0, 230)}.${randomBytes(8).toString("hex")}`,
      namespace,
      count: 1,
      lastSeen: now,
    };
    if (this.#series.size >= seriesLimit) this.#series.clear();
    this.#series.set(identity, created);
    await client.create(Event, {
      metadata: { name: created.name, namespace },
      eventTime: microTimeText(new Date(now)),
      reportingController: controller,
      reportingInstance: instance.slice(0, 128),
      action: event.reason,
      reason: event.reason,
      type: event.type,
      note: event.note.slice(0, 1024),
      regarding: {
        apiVersion,
        kind,
        name,
        ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
        ...(uid ? { uid } : {}),
        ...(resourceVersion ? { resourceVersion } : {}),
      },
    });
  }

  async #extend(series: Series, now: number): Promise<boolean> {
    const { client } = this.#options;
    series.count++;
    series.lastSeen = now;
    const body = { series: { count: series.count, lastObservedTime: microTimeText(new Date(now)) } };
    try {
      await client.patch(Event, { namespace: series.namespace, name: series.name }, { merge: body });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }
}

import type { Clock, Timer } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { sleep } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import { microTimeText } from "../../kube/condition.ts";
import type { DeepReadonly, KubernetesObject } from "../../kube/object.ts";
import { Event } from "../../k8s/events.k8s.io/v1.ts";
import type { Client } from "../client/client.ts";
import { ApiError, isAlreadyExists, isNotFound } from "../client/errors.ts";
import { describeEvent, type EventNote } from "./describe-event.ts";

/** Settings of an {@link EventRecorder}. */
export interface EventRecorderOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who records: a qualified name. */
  readonly controller: string;
  /** Which process of it; cut to 128 bytes. */
  readonly instance: string;
  readonly random?: () => number;
}

interface Series {
  readonly event: Event;
  created: boolean;
  count: number;
  lastSeen: number;
  /** When the count was last written. */
  written: number;
  /** Whether it has grown since, or never was written. */
  stale: boolean;
}

const queueLimit = 1_000;
const seriesLimit = 4_096;
const tries = 12;
const retryPause = 10_000;
/** A series that was quiet for this long is over: its last count is written. */
const finishAfter = 6 * 60_000;
/** The count of a series that goes on is written this often, so that the event does not expire. */
const refreshAfter = 30 * 60_000;

/**
 * Records events (events.k8s.io/v1) about objects. Equal ones become one series: the first is written when it happens, the second makes it a series, the
 * rest are counted. It never blocks and never throws: when the API of events is slow, new events are dropped.
 * Follows client-go's tools/events/event_broadcaster.go, but different notes are different events.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #series = new Map<string, Series>();
  readonly #queue: Series[] = [];
  #working: Promise<void> | undefined;
  #giveUp = new AbortController();
  #sweep: Timer | undefined;
  #failing = false;
  #full = false;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  /** Takes an event about an object in. */
  record(object: DeepReadonly<KubernetesObject>, event: EventNote): void {
    const now = this.#options.clock.now();
    const { uid, namespace, name } = object.metadata ?? {};
    const identity = JSON.stringify([
      object.kind,
      uid ?? [namespace, name],
      event.type,
      event.reason,
      event.action,
      event.note,
      event.related?.kind,
      event.related?.metadata?.uid ?? [event.related?.metadata?.namespace, event.related?.metadata?.name],
    ]);
    const known = this.#series.get(identity);
    if (!known) return this.#begin(identity, { object, event, now });
    known.count++;
    known.lastSeen = now;
    known.stale = true;
    if (known.count === 2) this.#enqueue(known);
  }

  /**
   * Writes what is left, counts included. Resolves when that is done or has failed, after `timeout` milliseconds (default 5,000) at the latest:
   * the rest is dropped then, so that a server that does not answer cannot hold up the end of a process.
   */
  async flush({ timeout = 5_000 }: { timeout?: number } = {}): Promise<void> {
    this.#sweep?.cancel();
    this.#sweep = undefined;
    for (const series of this.#series.values()) if (isBehind(series)) this.#enqueue(series);
    this.#series.clear();
    const giveUp = this.#giveUp;
    const timer = this.#options.clock.setTimer(timeout, () => giveUp.abort());
    while (this.#working) await this.#working;
    timer.cancel();
    if (giveUp.signal.aborted) this.#giveUp = new AbortController();
  }

  #begin(
    identity: string,
    about: { object: DeepReadonly<KubernetesObject>; event: EventNote; now: number },
  ): void {
    const { now } = about;
    const series: Series = {
      event: describeEvent({ ...about, ...this.#options }),
      created: false,
      count: 1,
      lastSeen: now,
      written: now,
      stale: true,
    };
    if (!this.#enqueue(series)) return;
    const [oldest] = this.#series.keys();
    if (this.#series.size >= seriesLimit && oldest !== undefined) this.#series.delete(oldest);
    this.#series.set(identity, series);
    this.#sweep ??= this.#options.clock.setTimer(finishAfter, () => this.#finishSeries());
  }

  #enqueue(series: Series): boolean {
    if (this.#queue.length >= queueLimit) {
      if (!this.#full) this.#options.logger.warn("too many events are waiting, dropping new ones");
      this.#full = true;
      return false;
    }
    this.#queue.push(series);
    this.#working ??= this.#drain();
    return true;
  }

  #finishSeries(): void {
    const { clock } = this.#options;
    const now = clock.now();
    for (const [identity, series] of this.#series) {
      const over = now - series.lastSeen >= finishAfter;
      if (isBehind(series) && (over || now - series.written >= refreshAfter)) this.#enqueue(series);
      if (over) this.#series.delete(identity);
    }
    this.#sweep = this.#series.size > 0 ? clock.setTimer(finishAfter, () => this.#finishSeries()) : undefined;
  }

  async #drain(): Promise<void> {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if (this.#giveUp.signal.aborted) this.#queue.length = 0;
      else await this.#persist(next);
    }
    this.#full = false;
    this.#working = undefined;
  }

  /** Tries again while there is no answer; what the server refuses is given up. */
  async #persist(series: Series): Promise<void> {
    const { clock, logger, random = Math.random } = this.#options;
    const { signal } = this.#giveUp;
    for (let attempt = 1; attempt <= tries && !signal.aborted; attempt++) {
      try {
        await this.#write(series, signal);
        this.#failing = false;
        return;
      } catch (error) {
        // one warning until it works again: events are not what an operator is for
        if (!signal.aborted)
          logger[this.#failing ? "debug" : "warn"]("cannot record an event", { error: messageOf(error) });
        this.#failing = true;
        if (error instanceof ApiError) return;
        if (attempt < tries) await sleep(retryPause * (1 + random() * 0.25), { clock, signal });
      }
    }
  }

  async #write(series: Series, signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#options;
    const { event, created, count, lastSeen, stale } = series;
    if (!stale) return;
    const { name = "", namespace = "" } = event.metadata ?? {};
    const grown = { series: { count, lastObservedTime: microTimeText(new Date(lastSeen)) } };
    const whole = count > 1 ? { ...event, ...grown } : event;
    if (!created) await this.#create(whole, { signal, grown: count > 1 ? grown : undefined });
    else {
      try {
        await client.patch(Event, { namespace, name }, { merge: grown }, { signal });
      } catch (error) {
        if (!isNotFound(error)) throw error;
        await client.create(Event, whole, { signal });
      }
    }
    series.created = true;
    series.written = clock.now();
    series.stale = series.count > count;
  }

  /** Nobody else makes an event of that name: when it is there, an earlier try succeeded whose answer was lost. */
  async #create(
    event: Event,
    { signal, grown }: { signal: AbortSignal; grown: object | undefined },
  ): Promise<void> {
    const { client } = this.#options;
    const { name = "", namespace = "" } = event.metadata ?? {};
    try {
      await client.create(Event, event, { signal });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      if (grown) await client.patch(Event, { namespace, name }, { merge: grown }, { signal });
    }
  }
}

/** Whether the server knows less of a series than it should. A single event that could not be written is given up. */
function isBehind({ stale, count }: Series): boolean {
  return stale && count > 1;
}

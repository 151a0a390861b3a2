import type { Clock } from "../../base/clock.ts";
import { toMilliseconds } from "../../base/duration.ts";
import { expectManyListeners, sleep } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import type { OwnEvents } from "../consistency/own-events.ts";
import type { EventHandler, EventSubject, InformerEvent } from "../cache/handler-set.ts";
import { keyOf } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { lowPriority, type AddOptions, type WorkQueue } from "../queue/work-queue.ts";
import {
  mapToSelf,
  type EnqueueHandler,
  type Enqueued,
  type MapFunction,
  type Reader,
} from "../source/map-event.ts";
import type { Predicate } from "../source/predicate.ts";
import type { WatchedSource } from "../source/raw-source.ts";
import { requestText } from "../source/reconcile-request.ts";
import { AskLimit } from "./ask-limit.ts";
import { MapAsker } from "./map-asker.ts";
import type { ControllerObserver } from "./controller-observer.ts";
import type { QueueCause, RunObserver } from "./run-observer.ts";
import type { WatchedKind } from "./controller-definition.ts";
import { checkPriority } from "./controller-options.ts";

/** Settings of an {@link Intake}. */
export interface IntakeOptions {
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly client: Reader;
  readonly eventFilter: Predicate | undefined;
  /** Is told of passed over events and failed maps. */
  readonly observer?: ControllerObserver | undefined;
  /** Is told why each key is queued. */
  readonly runs?: RunObserver | undefined;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** Where the events of a watch come from, and where the objects are that they lead to. */
interface Places {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Tells the events of own writes there. */
  readonly ownEvents?: OwnEvents | undefined;
}

const [firstPause, longestPause] = [1_000, 60_000];

/** The way from events into a controller's queue: filters, maps, priorities. As controller-runtime's pkg/handler. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #limit: AskLimit;
  /** Maps that have been asked, but have not answered yet for the first time. */
  readonly #asked = new Set<Promise<unknown>>();

  constructor(options: IntakeOptions) {
    this.#options = options;
    expectManyListeners(options.signal);
    this.#limit = new AskLimit(options);
  }

  /** What a cache is to call at the events of a watch. */
  handlerOf(watch: Omit<WatchedKind, "cluster">, { from, to, ownEvents }: Places): EventHandler {
    const { eventFilter } = this.#options;
    const { handler, predicate, resource } = watch;
    const asker = typeof handler === "function" ? this.#askerOf(handler, { resource, from }) : undefined;
    return (event, subject) => {
      if ((predicate && !predicate(event)) || (eventFilter && !eventFilter(event))) return;
      const priority = isNews(event, subject) ? (watch.priority ?? 0) : lowPriority;
      const cause = { type: "event", event, subject, resource } as const;
      const sort: Sort | undefined =
        ownEvents && ((key, then) => ownEvents.sort({ resource, event, subject }, key, then));
      const defaults = { priority, cluster: to, cause, sort };
      // its key is known without a look at the object, which may cost a parse
      if (handler === mapToSelf)
        return this.#add(requestText(placed(keyOf(subject), defaults)), defaults, { priority });
      if (typeof handler !== "function") return this.#handle(handler, event, defaults);
      const enqueue = (requests: Answer) => this.#enqueue(requests, defaults);
      const key = requestText(keyOf(subject));
      this.#expect(asker?.handle({ key, event, news: isNews(event, subject), enqueue }));
    };
  }

  /** Takes in an event of a raw source; resolves when it is in the queue. */
  async take(event: unknown, { map, priority = 0 }: WatchedSource): Promise<void> {
    const defaults = { priority, cluster: undefined, cause: { type: "source" } as const, sort: undefined };
    await this.#persist(async () => map(event), defaults);
  }

  /** Resolves when each map that was asked has answered or failed once, or kept silent for 30 s: no run may come before what was there at the start is in the queue. */
  async settled(): Promise<void> {
    while (this.#asked.size > 0) await Promise.all(this.#asked);
  }

  #handle(handler: EnqueueHandler, event: InformerEvent, defaults: Defaults): void {
    handler.handle(event, {
      add: (request, { rateLimited = false } = {}) =>
        this.#add(requestText(placed(request, defaults)), defaults, {
          ...addOptions(request, defaults),
          rateLimited,
        }),
    });
  }

  #askerOf(map: MapFunction, { resource, from }: { resource: Resource; from: string | undefined }): MapAsker {
    const { client, signal, clock, logger, observer } = this.#options;
    const { kind } = resource;
    const context = { client, cluster: from, signal };
    const onFailure = () => observer?.mapFailed?.({ kind });
    return new MapAsker({ map, kind, context, limit: this.#limit, clock, logger, onFailure });
  }

  #expect(answered: Promise<void> | undefined): void {
    if (!answered) return;
    const asked = answered.then(() => void this.#asked.delete(asked));
    this.#asked.add(asked);
  }

  /** Asks until there is an answer: an event that is lost is a change that nobody follows. */
  async #persist(ask: () => Answer | Promise<Answer>, defaults: Defaults): Promise<void> {
    const { clock, signal, logger } = this.#options;
    let failure: { error: unknown } | undefined;
    for (let pause = firstPause; !signal.aborted; pause = Math.min(2 * pause, longestPause)) {
      if (failure) {
        logger.error("a map function failed, asking it again", { ...failure, milliseconds: pause });
        if (!(await sleep(pause, { clock, signal }))) return;
      }
      try {
        return this.#enqueue(await ask(), defaults);
      } catch (error) {
        failure = { error };
      }
    }
  }

  #enqueue(requests: Answer, defaults: Defaults): void {
    // once each: a worker that waits takes a key at once, and a second add would be a second run
    const adds = new Map<string, AddOptions>();
    for (const request of requests) {
      const text = requestText(placed(request, defaults));
      const [known, next] = [adds.get(text), addOptions(request, defaults)];
      adds.set(text, known ? sooner(known, next) : next);
    }
    for (const [text, options] of adds) this.#add(text, defaults, options);
  }

  #add(text: string, { cause, sort }: Defaults, options: AddOptions): void {
    const add = () => {
      this.#options.runs?.queued(text, cause);
      this.#options.queue.add(text, options);
    };
    if (!sort) return add();
    // by key: what a run writes is news to every object but its own
    sort(text, (own) => (own ? this.#passOver(text, cause) : add()));
  }

  #passOver(text: string, cause: QueueCause): void {
    this.#options.runs?.passedOver(text, cause);
    if (cause.type === "event") this.#options.observer?.passedOver?.({ kind: cause.resource.kind });
  }
}

type Answer = readonly Enqueued[];
interface Defaults {
  readonly priority: number;
  readonly cluster: string | undefined;
  readonly cause: QueueCause;
  readonly sort: Sort | undefined;
}
/** Calls back with whether an event is that of a write of a key's own run. */
type Sort = (key: string, then: (own: boolean) => void) => void;

/** Whether it is more than the initial list or a resync. */
function isNews(event: InformerEvent, subject: EventSubject): boolean {
  return event.type === "create" ? !event.initial : !subject.resync;
}

function placed({ namespace, name, cluster }: Enqueued, defaults: Defaults): Enqueued {
  const place = cluster ?? defaults.cluster;
  return { name, ...(namespace ? { namespace } : {}), ...(place ? { cluster: place } : {}) };
}

function addOptions({ after, priority }: Enqueued, defaults: Defaults): AddOptions {
  return {
    priority: checkPriority(priority) ?? defaults.priority,
    ...(after === undefined ? {} : { after: toMilliseconds(after) }),
  };
}

function sooner(a: AddOptions, b: AddOptions): AddOptions {
  const priority = Math.max(a.priority ?? 0, b.priority ?? 0);
  return { priority, after: Math.min(a.after ?? 0, b.after ?? 0) };
}

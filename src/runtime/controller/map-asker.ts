import type { Clock, Timer } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { InformerEvent } from "../cache/handler-set.ts";
import type { Enqueued, MapContext, MapFunction } from "../source/map-event.ts";
import type { AskLimit } from "./ask-limit.ts";

type Answer = readonly Enqueued[];

/** Settings of a {@link MapAsker}. */
export interface MapAskerOptions {
  readonly map: MapFunction;
  /** Called when the map throws or rejects. */
  readonly onFailure: () => void;
  readonly kind: string;
  readonly context: Omit<MapContext, "event">;
  readonly limit: AskLimit;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An event, and what becomes of the answers. */
export interface AskedEvent {
  /** Of the object. */
  readonly key: string;
  readonly event: InformerEvent;
  /** More than the initial list or a resync. */
  readonly news: boolean;
  readonly enqueue: (requests: Answer) => void;
}

/** A state of an object that the map is asked about. */
interface State {
  readonly asked: AskedEvent;
  readonly object: () => Observed<KubernetesObject>;
  /** The object was so before the event. */
  readonly past: boolean;
  failures: number;
}

/** What is known of one object: only while an ask is under way, or due again. */
interface Slot {
  readonly key: string;
  /** As the object is; undefined: it is gone. */
  current: State | undefined;
  /** Those that failed. */
  owed: State[];
  timer: Timer | undefined;
  pause: number;
  underWay: number;
}

const [firstPause, longestPause] = [1_000, 60_000];
/** A state that is past is given up after so many failures (two minutes), and so many of them are kept. */
const [mostFailures, mostPast] = [8, 4];

/**
 * Asks a map function about every state of every object of a watch. What fails is asked again with a growing pause: the present state of an object for as long
 * as it is that, one that is past eight times. An object has one such wait, whatever happens to it.
 */
export class MapAsker {
  readonly #options: MapAskerOptions;
  readonly #slots = new Map<string, Slot>();

  constructor(options: MapAskerOptions) {
    this.#options = options;
    options.context.signal.addEventListener("abort", () => {
      for (const { timer } of this.#slots.values()) timer?.cancel();
    });
  }

  /** Asks at an event. Resolves when each map has answered or failed once, or kept silent for long; undefined when that was at once. */
  handle(asked: AskedEvent): Promise<void> | undefined {
    const { event, key, news } = asked;
    const slot = this.#slotOf(key);
    const states: State[] = [
      { asked, object: () => event.object, past: event.type === "delete", failures: 0 },
    ];
    if (event.type === "update") states.unshift({ asked, object: () => event.old, past: true, failures: 0 });
    // the state before is the old one of this event
    slot.owed = slot.owed.filter(({ past }) => past);
    slot.current = event.type === "delete" ? undefined : states.at(-1);
    slot.timer?.cancel();
    slot.timer = undefined;
    slot.pause = firstPause;
    return this.#round(slot, states, news);
  }

  #slotOf(key: string): Slot {
    const known = this.#slots.get(key);
    if (known) return known;
    const slot: Slot = {
      key,
      current: undefined,
      owed: [],
      timer: undefined,
      pause: firstPause,
      underWay: 0,
    };
    this.#slots.set(key, slot);
    return slot;
  }

  #round(slot: Slot, states: readonly State[], urgent: boolean): Promise<void> | undefined {
    const { limit, logger, kind } = this.#options;
    slot.underWay++;
    const answers = new Map<State, Answer>();
    const ask = () => {
      const asks = states.map((state) => this.#ask(state, answers)).filter((one) => one !== undefined);
      if (asks.length === 0) return this.#took(slot, states, answers);
      return Promise.all(asks).then(() => this.#took(slot, states, answers));
    };
    const onSlow = () => {
      logger.warn("a map function has not answered for 30 s; what it leads to is not queued", {
        kind,
        object: slot.key,
      });
      this.#enqueue(answers);
    };
    return limit.run({ ask, urgent, onSlow });
  }

  /** Asks about one state; the answer is noted, a failure told. */
  #ask(state: State, answers: Map<State, Answer>): Promise<void> | undefined {
    const { map, context } = this.#options;
    const { event, key } = state.asked;
    const take = (answer: Answer) => {
      if (!Array.isArray(answer)) throw new TypeError("a map function has to return a list of keys");
      answers.set(state, answer);
    };
    const failed = (error: unknown) => this.#failed(state, key, error);
    try {
      const answer = map(state.object(), { ...context, event });
      if (Array.isArray(answer)) return void answers.set(state, answer as Answer);
      return Promise.resolve(answer).then(take).catch(failed);
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  #failed(state: State, key: string, error: unknown): void {
    const { logger, kind, context, onFailure } = this.#options;
    state.failures++;
    if (context.signal.aborted) return;
    onFailure();
    const forGood = state.failures >= mostFailures && state.past;
    const message = forGood
      ? "a map function failed for a state that is past, giving it up"
      : "a map function failed, asking it again";
    logger.error(message, { kind, object: key, error });
  }

  #took(slot: Slot, states: readonly State[], answers: Map<State, Answer>): undefined {
    this.#enqueue(answers);
    slot.underWay--;
    for (const state of states) {
      if (state.failures === 0 || answers.has(state)) continue;
      // one that was the present state when it was asked is the old one of the event after it, and owed there
      if (state.past ? state.failures < mostFailures : state === slot.current) slot.owed.push(state);
    }
    const past = slot.owed.filter(({ past }) => past).slice(0, mostPast);
    slot.owed = slot.owed.filter((state) => !state.past || past.includes(state));
    this.#schedule(slot);
  }

  #schedule(slot: Slot): void {
    const { clock, context } = this.#options;
    if (slot.owed.length > 0 && !slot.timer && !context.signal.aborted) {
      slot.timer = clock.setTimer(slot.pause, () => {
        slot.timer = undefined;
        void this.#round(slot, slot.owed.splice(0), false);
      });
      slot.pause = Math.min(2 * slot.pause, longestPause);
    }
    if (slot.owed.length === 0 && slot.underWay === 0) this.#slots.delete(slot.key);
  }

  /** Once each key of all answers; one that cannot be queued must not keep the others out. */
  #enqueue(answers: Map<State, Answer>): void {
    const [first] = answers.keys();
    if (!first) return;
    try {
      first.asked.enqueue([...answers.values()].flat());
    } catch {
      for (const [state, answer] of answers) this.#enqueueOne(state, answer);
    }
  }

  #enqueueOne(state: State, answer: Answer): void {
    const { logger, kind } = this.#options;
    try {
      state.asked.enqueue(answer);
    } catch (error) {
      logger.error("a map function returned what cannot be queued", { kind, object: state.asked.key, error });
    }
  }
}

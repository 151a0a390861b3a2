import type { Clock } from "../../base/clock.ts";
import type { RegistryContext } from "./context.ts";
import { Answers } from "./suspension.ts";

/** What stays the same while a verb is run again and again: its answers, uids, names and its time. */
export class Replay {
  readonly answers = new Answers();
  readonly #uids: string[] = [];
  readonly #suffixes: string[] = [];
  #now: number | undefined;

  /** The context of one more run. */
  contextFor(context: RegistryContext): RegistryContext {
    return {
      ...context,
      answers: this.answers,
      clock: this.#frozen(context.clock),
      newUid: recall(this.#uids, context.newUid),
      newSuffix: recall(this.#suffixes, context.newSuffix),
    };
  }

  #frozen(clock: Clock): Clock {
    const now = (this.#now ??= clock.now());
    return {
      now: () => now,
      monotonic: () => clock.monotonic(),
      setTimer: (ms, callback) => clock.setTimer(ms, callback),
    };
  }
}

/** The values made before, in their order, and new ones after them. */
function recall(known: string[], make: () => string): () => string {
  let next = 0;
  return () => (known[next++] ??= make());
}

/** Runs of the same verbs, one after the other, until none of them is suspended any more. At most one is at a time. */
export class Scope {
  #suspended: { identity: string; replay: Replay } | undefined;

  /** Runs a verb with what it has learnt when it was suspended before. */
  run<T>(identity: string, verb: (replay: Replay) => T): T {
    const known = this.#suspended;
    const replay = known?.identity === identity ? known.replay : new Replay();
    this.#suspended = { identity, replay };
    const result = verb(replay);
    this.#suspended = undefined;
    return result;
  }
}

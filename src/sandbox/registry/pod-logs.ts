import type { Clock } from "../../base/clock.ts";

/** A container of a Pod. */
export interface LoggedContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** A line of a log, without its end. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly text: string;
}

/** What containers have written: nothing runs here, so it is what a test or a behaviour says that they have. */
export class PodLogs {
  readonly #clock: Clock;
  readonly #lines = new Map<string, LogLine[]>();
  readonly #listeners = new Map<string, Set<(line: LogLine) => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds lines, written now. */
  append(container: LoggedContainer, text: string): void {
    const key = keyOf(container);
    const known = this.#lines.get(key) ?? [];
    this.#lines.set(key, known);
    for (const line of text.replace(/\n$/, "").split("\n")) {
      const added = { time: this.#clock.now(), text: line };
      known.push(added);
      for (const listener of this.#listeners.get(key) ?? []) listener(added);
    }
  }

  read(container: LoggedContainer): readonly LogLine[] {
    return this.#lines.get(keyOf(container)) ?? [];
  }

  /** Calls back for each line from now on. Returns how to stop. */
  follow(container: LoggedContainer, listener: (line: LogLine) => void): () => void {
    const key = keyOf(container);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  /** Forgets what the containers of a Pod (`<namespace>/<name>`) have written, since it is gone. */
  forget(pod: string): void {
    for (const key of this.#lines.keys()) if (key.startsWith(`${pod}/`)) this.#lines.delete(key);
  }
}

function keyOf({ namespace, pod, container }: LoggedContainer): string {
  return `${namespace}/${pod}/${container}`;
}

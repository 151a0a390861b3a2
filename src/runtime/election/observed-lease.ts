import type { Clock } from "../../base/clock.ts";
import type { Lease } from "../../k8s/coordination.k8s.io/v1.ts";

/** A moment by both clocks: the system's time also goes on while a machine is suspended. */
export interface Moment {
  readonly monotonic: number;
  readonly time: number;
}

/** A lease as it was seen last, and since when it is so. */
export class ObservedLease {
  readonly #clock: Clock;
  #lease: Lease | undefined;
  #text = "";
  #since: Moment = { monotonic: 0, time: 0 };
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get lease(): Lease | undefined {
    return this.#lease;
  }

  /** Monotonic milliseconds since it was seen to change. */
  get age(): number {
    return this.#clock.monotonic() - this.#since.monotonic;
  }

  /** The same by whichever clock says more: whoever stood still has to take himself for older than he feels. */
  get greatestAge(): number {
    return Math.max(this.age, this.#clock.now() - this.#since.time);
  }

  now(): Moment {
    return { monotonic: this.#clock.monotonic(), time: this.#clock.now() };
  }

  isSame({ spec }: Lease): boolean {
    return JSON.stringify(spec) === this.#text;
  }

  note(lease: Lease, since: Moment = this.now()): void {
    this.#lease = lease;
    this.#text = JSON.stringify(lease.spec);
    this.#since = since;
    for (const resolve of this.#waiting) resolve();
  }

  /** Resolves when the lease is noted again, or the signal aborts. */
  async whenNoted(signal: AbortSignal): Promise<void> {
    let resolve = () => {};
    const noted = new Promise<void>((done) => (resolve = done));
    this.#waiting.add(resolve);
    signal.addEventListener("abort", resolve, { once: true });
    if (signal.aborted) resolve();
    await noted;
    signal.removeEventListener("abort", resolve);
    this.#waiting.delete(resolve);
  }
}

import type { Clock } from "./clock.ts";

/** Lets the event loop turn in between, when work has held it for long enough. */
export interface Breather {
  /** Undefined while there is time left; else a promise to wait for before going on. */
  due(): Promise<void> | undefined;
}

/** A breather that allows `budget` milliseconds at a stretch; default 8. */
export function breather({ clock, budget = 8 }: { clock: Clock; budget?: number }): Breather {
  let since = clock.monotonic();
  let turning: Promise<void> | undefined;
  const turn = () =>
    new Promise<void>((resolve) =>
      setImmediate(() => {
        turning = undefined;
        since = clock.monotonic();
        resolve();
      }),
    );
  // one turn for all who wait: with one each, the second would begin its time within the turn of the first
  return { due: () => (clock.monotonic() - since < budget ? undefined : (turning ??= turn())) };
}

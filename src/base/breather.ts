import type { Clock } from "./clock.ts";

/** Lets the event loop turn in between, when work has held it for long enough. */
export interface Breather {
  /** Undefined while there is time left; else a promise to wait for before going on. */
  due(): Promise<void> | undefined;
}

/** A breather that allows `budget` milliseconds at a stretch; default 8. */
export function breather({ clock, budget = 8 }: { clock: Clock; budget?: number }): Breather {
  let since = clock.monotonic();
  const turn = () =>
    new Promise<void>((resolve) =>
      setImmediate(() => {
        since = clock.monotonic();
        resolve();
      }),
    );
  return { due: () => (clock.monotonic() - since < budget ? undefined : turn()) };
}

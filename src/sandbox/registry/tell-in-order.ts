import { Suspension } from "./suspension.ts";

/**
 * Tells a listener what is made for it, in order: what has to wait for an answer from outside holds up what comes after it. `stop`
 * forgets what has not been told; `failed` is told instead of what cannot be made, and ends the telling.
 */
export function tellInOrder<T>(options: { listener: (told: T) => void; failed: (error: unknown) => T }): {
  tell: (make: () => T | undefined) => void;
  stop: () => void;
} {
  const { listener, failed } = options;
  const waiting: (() => T | undefined)[] = [];
  let stopped = false;
  const attempt = (make: () => T | undefined): boolean => {
    try {
      const told = make();
      if (told !== undefined) listener(told);
    } catch (error) {
      if (error instanceof Suspension) {
        void error.ready.then(goOn);
        return false;
      }
      stopped = true;
      listener(failed(error));
    }
    return true;
  };
  const goOn = (): void => {
    for (let make = waiting[0]; make && !stopped; make = waiting[0]) {
      if (!attempt(make)) return;
      waiting.shift();
    }
  };
  return {
    tell: (make) => {
      if (stopped) return;
      if (waiting.length > 0 || !attempt(make)) waiting.push(make);
    },
    stop: () => {
      stopped = true;
    },
  };
}

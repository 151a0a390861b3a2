import type { RunObserver } from "./run-observer.ts";

/** Tells two observers of runs. */
export function observeBoth(a: RunObserver, b: RunObserver): RunObserver {
  return {
    attached(queue) {
      a.attached(queue);
      b.attached(queue);
    },
    hasTasks(tasks) {
      a.hasTasks?.(tasks);
      b.hasTasks?.(tasks);
    },
    queued(key, cause) {
      a.queued(key, cause);
      b.queued(key, cause);
    },
    passedOver(key, cause) {
      a.passedOver(key, cause);
      b.passedOver(key, cause);
    },
    started(key) {
      const [one, other] = [a.started(key), b.started(key)];
      return {
        named(id, object) {
          one.named(id, object);
          other.named(id, object);
        },
        called(call, read) {
          one.called(call, read);
          other.called(call, read);
        },
        depends(text) {
          one.depends(text);
          other.depends(text);
        },
        ended(result, more) {
          one.ended(result, more);
          other.ended(result, more);
        },
      };
    },
  };
}

import { expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import type { ControllerOptions } from "../../../../src/runtime/controller/controller-options.ts";
import { Deployment, Widget } from "./controller-harness.ts";

const good: ControllerOptions = {
  name: "widgets",
  workers: 3,
  timeout: "2m",
  predicate: () => true,
  eventFilter: () => true,
  priority: -5,
  rateLimiter: { baseDelay: "1s", maxDelay: "1m" },
  needLeaderElection: false,
  warmup: true,
  recoverPanic: false,
  cacheSyncTimeout: 30_000,
  clusters: ["edge", ""],
};

test("every option is taken, and undefined is no option", () => {
  const { definition } = controller(Widget, { ...good });
  expect(definition).toMatchObject({ name: "widgets", workers: 3, cacheSyncTimeout: 30_000 });
  const none = Object.fromEntries(Object.keys(good).map((name) => [name, undefined]));
  expect(controller(Widget, none).definition).toMatchObject({
    name: "widget",
    needLeaderElection: true,
    recoverPanic: true,
    warmup: false,
    cacheSyncTimeout: 120_000,
  });
});

test.each([
  [{ workers: 0 }, "cannot take workers 0: expected an integer from 1 up"],
  [{ workers: NaN }, "cannot take workers NaN"],
  [{ name: "" }, 'cannot take name "": expected a name such as memcached'],
  [{ name: "My Name" }, 'cannot take name "My Name"'],
  [{ name: "a".repeat(54) }, "cannot take name"],
  [
    { finalizer: "mine" },
    'cannot take finalizer "mine": expected a qualified name such as example.com/finalizer',
  ],
  [{ timeout: "soon" }, 'cannot take timeout "soon": expected milliseconds above 0'],
  [{ timeout: 0 }, "cannot take timeout 0"],
  [{ cacheSyncTimeout: "-1s" }, "cannot take cacheSyncTimeout"],
  [{ priority: 0.5 }, "cannot take priority 0.5: expected an integer"],
  [{ predicate: true }, "cannot take predicate true: expected a function"],
  [{ needLeaderElection: "no" }, 'cannot take needLeaderElection "no": expected true or false'],
  [{ clusters: [] }, "cannot take clusters []: expected a list of names"],
  [{ rateLimiter: { baseDelay: "2s", maxDelay: "1s" } }, "expected a function, or { baseDelay, maxDelay }"],
  [{ rateLimiter: { base: 5 } }, "expected a function, or { baseDelay, maxDelay }"],
  [{ maxConcurrentReconciles: 5 }, 'there is no option "maxConcurrentReconciles"'],
  [{ toString: 5 }, 'there is no option "toString"'],
])("%j is refused", (options, message) => {
  expect(() => controller(Widget, options as ControllerOptions)).toThrow(message);
});

test("a priority of a watch that is no integer is refused", () => {
  expect(() => controller(Widget).owns(Deployment, { priority: NaN })).toThrow("cannot take priority NaN");
});

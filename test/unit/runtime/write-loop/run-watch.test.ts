import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import type { RunCall } from "../../../../src/runtime/controller/run-observer.ts";
import { Explainer } from "../../../../src/runtime/explain/explainer.ts";
import { RunWatch } from "../../../../src/runtime/write-loop/run-watch.ts";
import { WriteLoops } from "../../../../src/runtime/write-loop/write-loops.ts";
import { stored } from "../../../../src/testing/stored.ts";
import { Widget } from "../controller/controller-harness.ts";

/** Two controllers that write a ConfigMap in turn, ten times each; `change` makes another call of it. */
function fight(change: (call: RunCall) => RunCall = (call) => call, watches = () => true) {
  const clock = new VirtualClock();
  const loops = new WriteLoops({ clock, logger: silentLogger });
  const watchers = ["red", "blue"].map((controller) => new RunWatch({ controller, loops, watches }));
  const state = (version: number, team: string) =>
    stored(ConfigMap, { metadata: { name: "s", resourceVersion: String(version) }, data: { team } });
  let before = state(1, "blue");
  for (let round = 0; round < 20; round++) {
    const after = state(round + 2, round % 2 ? "blue" : "red");
    const notes = watchers[round % 2]?.started("default/a");
    notes?.named("id", stored(Widget, { metadata: { name: "a" }, spec: {} }));
    const call = {
      verb: "apply",
      resource: ConfigMap,
      key: { name: "s" },
      answer: "server",
      before,
      after,
    } as const;
    notes?.called(change(call));
    notes?.ended("success", {});
    before = after;
  }
  return { clock, loops };
}

test("writes of runs are looked at, also where nothing is known of what called them", () => {
  const { loops } = fight();
  expect(loops.of({ controller: "red", key: "default/a" })).toMatchObject([
    { path: "data.team", writes: 10 },
  ]);
});

test.each<[string, Parameters<typeof fight>]>([
  ["a write that was not sent", [(call) => ({ ...call, answer: "skipped" })]],
  ["a write of an object that was not known", [(call) => ({ ...call, before: undefined })]],
  ["a write that failed", [(call) => ({ ...call, after: undefined })]],
  [
    "an answer of another kind",
    [(call) => ({ ...call, after: { ...(call.after as object), kind: "Scale" } })],
  ],
  [
    "an object in the place of another",
    [(call) => ({ ...call, before: stored(ConfigMap, { metadata: { name: "s", uid: "old" } }) })],
  ],
  ["a kind that the cache does not keep whole", [undefined, () => false]],
])("%s is not looked at", (_, args) => {
  expect(fight(...args).loops.size).toBe(0);
});

test("explain tells of the loop, without values, to each that has a part in it", () => {
  const { clock, loops } = fight();
  const explainer = new Explainer({ clock, loops });
  for (const controller of ["red", "green"]) explainer.observe(controller, Widget, () => []);
  const [red, green] = explainer.explain("Widget", { namespace: "default", name: "a" });
  expect(red?.writeLoops).toEqual([
    {
      type: "alternating",
      time: "2026-01-01T00:00:00Z",
      object: expect.objectContaining({ apiVersion: "v1", kind: "ConfigMap", name: "s" }) as object,
      field: "data.team",
      message: expect.stringMatching(
        /^data\.team of ConfigMap \S+ goes back and forth: controller "blue" for/,
      ) as string,
    },
  ]);
  expect(green).not.toHaveProperty("writeLoops");
});

test("keys that are remembered are bounded", () => {
  const loops = new WriteLoops({ clock: new VirtualClock(), logger: silentLogger });
  const watch = new RunWatch({ controller: "many", loops, watches: () => true, keys: 3 });
  for (let index = 0; index < 20; index++) {
    const notes = watch.started(`default/${index}`);
    notes.named("id", stored(Widget, { metadata: { name: "a" }, spec: {} }));
    const [before, after] = ["1", "2"].map((resourceVersion) =>
      stored(ConfigMap, { metadata: { name: `s${index}`, resourceVersion }, data: { resourceVersion } }),
    );
    notes.called({ verb: "apply", resource: ConfigMap, key: {}, answer: "server", before, after });
  }
  expect(watch.size).toBe(3);
});

import { expect, test } from "vitest";
import { seededRandom } from "../../../helpers/seeded-random.ts";
import type { TaskDefinition } from "../../../../src/runtime/timer/task.ts";
import { tasksOf, thing } from "./task-harness.ts";

const tasks: TaskDefinition[] = [
  { type: "timer", name: "ticks", every: 50, initialDelay: 20, workers: 2 },
  {
    type: "timer",
    name: "times",
    every: (_, { now, lastRun }) => new Date((lastRun ?? now).getTime() + 30),
    initialDelay: 0,
    workers: 10,
  },
  { type: "daemon", name: "daemon", restartOn: ({ metadata }) => metadata.generation, finalizer: undefined },
];
const keys = ["a", "b", "c", "d"];
const results = ["success", "error", "terminal_error"] as const;

test.each(Array.from({ length: 60 }, (_, seed) => seed))(
  "whatever comes in whatever order, no task runs twice at once for an object, and all end (seed %i)",
  async (seed) => {
    const { next: random, pick } = seededRandom(seed);
    const { all, clock, runs, live, passes } = tasksOf(tasks, { heedsSignal: seed % 2 === 0 });
    const there = new Map<string, string>();
    for (let step = 0; step < 150; step++) {
      const key = pick(keys);
      const kind = random();
      if (kind < 0.35) {
        there.set(key, String(Math.floor(random() * 2)));
        all.want(key, thing({ uid: there.get(key) as string, generation: Math.floor(random() * 3) }));
      } else if (kind < 0.5) {
        there.delete(key);
        all.drop(key, new Error("gone"));
      } else if (kind < 0.8 && live.size > 0) pick([...live]).end(pick(results));
      await clock.advance(pick([0, 0, 1, 20, 60, 400]));
      const running = [...live].map((run) => `${run.name} ${run.key}`);
      expect(new Set(running).size, `${running.join(", ")} at step ${step}`).toBe(running.length);
      expect(running.filter((name) => name.startsWith("ticks")).length).toBeLessThanOrEqual(2);
      // who runs for an object that is gone, or for its predecessor, has been told
      for (const run of live)
        if (there.get(run.key) !== run.object.metadata.uid) expect(run.signal.aborted).toBe(true);
    }
    let ended = false;
    void all.end(new Error("stop")).then(() => (ended = true));
    while (live.size > 0) {
      for (const run of live) run.end("aborted");
      await clock.advance(0);
    }
    await clock.advance(0);
    const begun = runs.length;
    await clock.advance(3_600_000);
    expect({ ended, keys: all.keys, timers: clock.waiting, later: runs.length - begun }).toEqual({
      ended: true,
      keys: [],
      timers: 0,
      later: 0,
    });
    expect(passes.left).toBe(passes.entered);
  },
);

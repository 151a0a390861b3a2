import { expect, test } from "vitest";
import type { DaemonDefinition, TimerDefinition } from "../../../../src/runtime/timer/task.ts";
import { tasksOf, thing } from "./task-harness.ts";

const daemon = (restartOn?: DaemonDefinition["restartOn"]): DaemonDefinition => ({
  type: "daemon",
  name: "tunnel",
  restartOn,
  finalizer: undefined,
});
const timer = (fields: Partial<TimerDefinition> = {}): TimerDefinition => ({
  type: "timer",
  name: "backup",
  every: 60_000,
  initialDelay: 0,
  workers: 10,
  ...fields,
});
const gone = new Error("gone");

test("a daemon is begun when its object appears, and goes on through its changes and relists", async () => {
  const { all, clock, runs } = tasksOf([daemon()]);
  all.want("a", thing());
  all.want("a", thing({ generation: 2 }));
  all.want("a", thing({ generation: 2 }));
  await clock.advance(3_600_000);
  expect(runs).toHaveLength(1);
  expect(runs[0]?.object.metadata.generation).toBe(1);
  expect(runs[0]?.current().metadata.generation).toBe(2);
  await all.end(gone);
});

test("a daemon ends by its signal, with the reason, when its object goes; its place is given back when it has ended", async () => {
  const { all, clock, runs, passes } = tasksOf([daemon()], { heedsSignal: false });
  all.want("a", thing());
  all.drop("a", gone);
  expect(runs[0]?.signal.reason).toBe(gone);
  await clock.advance(60_000);
  expect(passes).toEqual({ entered: 1, left: 0 });
  runs[0]?.end("aborted");
  await clock.advance(0);
  expect(passes).toEqual({ entered: 1, left: 1 });
  expect(all.keys).toEqual([]);
  expect(clock.waiting).toBe(0);
});

test("a daemon that fails is begun again with back-off; one that returns is not", async () => {
  const { all, clock, runs } = tasksOf([daemon()]);
  all.want("a", thing());
  for (const wait of [5, 10, 20, 40]) {
    runs.at(-1)?.end("error");
    const before = runs.length;
    await clock.advance(wait - 1);
    expect(runs).toHaveLength(before);
    await clock.advance(1);
    expect(runs).toHaveLength(before + 1);
  }
  runs.at(-1)?.end("success");
  await clock.advance(86_400_000);
  all.want("a", thing({ generation: 2 }));
  expect(runs).toHaveLength(5);
  expect(all.states("a")).toEqual([{ type: "daemon", name: "tunnel", state: "ended" }]);
  await all.end(gone);
});

test("a daemon that failed for good is not begun again", async () => {
  const { all, clock, runs } = tasksOf([daemon()]);
  all.want("a", thing());
  runs[0]?.end("terminal_error");
  await clock.advance(86_400_000);
  expect(runs).toHaveLength(1);
  await all.end(gone);
});

test("a daemon that ran for ten minutes before it failed has the shortest back-off again", async () => {
  const { all, clock, runs } = tasksOf([daemon()]);
  all.want("a", thing());
  for (let failure = 0; failure < 10; failure++) {
    runs.at(-1)?.end("error");
    await clock.advance(10_000);
  }
  expect(runs).toHaveLength(11);
  await clock.advance(600_000);
  runs.at(-1)?.end("error");
  await clock.advance(5);
  expect(runs).toHaveLength(12);
  await all.end(gone);
});

test("a daemon is begun anew when what it depends on is another by value, after the old one has ended", async () => {
  const { all, clock, runs } = tasksOf(
    [daemon(({ metadata }) => ({ half: Math.floor((metadata.generation ?? 0) / 2) }))],
    { heedsSignal: false },
  );
  all.want("a", thing({ generation: 2 }));
  all.want("a", thing({ generation: 3 }));
  expect(runs[0]?.signal.aborted).toBe(false);
  all.want("a", thing({ generation: 4 }));
  expect(runs[0]?.signal.aborted).toBe(true);
  await clock.advance(1_000);
  expect(runs).toHaveLength(1);
  runs[0]?.end("aborted");
  await clock.advance(0);
  expect(runs).toHaveLength(2);
  expect(runs[1]?.object.metadata.generation).toBe(4);
  runs[1]?.end();
  await all.end(gone);
});

test("a change that a daemon depends on ends its back-off, and begins one that had returned", async () => {
  const { all, clock, runs } = tasksOf([daemon(({ metadata }) => metadata.generation)]);
  all.want("a", thing());
  runs[0]?.end("error");
  await clock.advance(0);
  all.want("a", thing({ generation: 2 }));
  expect(runs).toHaveLength(2);
  runs[1]?.end("success");
  await clock.advance(0);
  all.want("a", thing({ generation: 3 }));
  expect(runs).toHaveLength(3);
  await all.end(gone);
});

test("a restartOn that throws is told of, and leaves the daemon alone", async () => {
  const { all, runs, failures } = tasksOf([
    daemon(({ metadata }) => {
      if (metadata.generation === 2) throw new Error("no host");
      return 1;
    }),
  ]);
  all.want("a", thing());
  all.want("a", thing({ generation: 2 }));
  expect(failures).toEqual([new Error("no host")]);
  expect(runs[0]?.signal.aborted).toBe(false);
  await all.end(gone);
});

test("an object that was made anew under its name begins anew, after the old runs have ended", async () => {
  const { all, clock, runs } = tasksOf([daemon(), timer({ initialDelay: 500 })], { heedsSignal: false });
  all.want("a", thing());
  await clock.advance(400);
  all.want("a", thing({ uid: "2" }));
  await clock.advance(499);
  expect(runs.map(({ name, object }) => `${name} ${object.metadata.uid}`)).toEqual(["tunnel 1"]);
  runs[0]?.end("aborted");
  await clock.advance(1);
  expect(runs.map(({ name, object }) => `${name} ${object.metadata.uid}`)).toEqual([
    "tunnel 1",
    "tunnel 2",
    "backup 2",
  ]);
  for (const run of runs) run.end();
  await all.end(gone);
});

test("an object that comes back while its old runs end has leave of its own", async () => {
  const { all, clock, runs, passes } = tasksOf([daemon()], { heedsSignal: false });
  all.want("a", thing());
  all.drop("a", gone);
  all.want("a", thing());
  expect(passes).toEqual({ entered: 2, left: 1 });
  runs[0]?.end("aborted");
  await clock.advance(0);
  expect(runs).toHaveLength(2);
  runs[1]?.end();
  await all.end(gone);
  expect(passes).toEqual({ entered: 2, left: 2 });
});

test("an object that is another process's has no tasks", () => {
  const { all, runs } = tasksOf([daemon()], { enter: () => undefined });
  all.want("a", thing());
  expect(runs).toEqual([]);
  expect(all.keys).toEqual([]);
});

test("a timer runs at its ticks with the object as it is then, never twice at once", async () => {
  const { all, clock, runs, live } = tasksOf([timer()]);
  all.want("a", thing());
  expect(runs).toHaveLength(1);
  await clock.advance(200_000);
  expect(live.size).toBe(1);
  all.want("a", thing({ generation: 2 }));
  runs[0]?.end();
  await clock.advance(0);
  // three ticks were missed
  expect(runs).toHaveLength(2);
  expect(runs[1]?.object.metadata.generation).toBe(2);
  runs[1]?.end();
  await clock.advance(39_999);
  expect(runs).toHaveLength(2);
  await clock.advance(1);
  expect(runs).toHaveLength(3);
  await all.end(gone);
  expect(clock.waiting).toBe(0);
});

test("a timer that fails is tried again with back-off", async () => {
  const { all, clock, runs } = tasksOf([timer()]);
  all.want("a", thing());
  runs[0]?.end("error");
  await clock.advance(5);
  runs[1]?.end("error");
  await clock.advance(9);
  expect(runs).toHaveLength(2);
  await clock.advance(1);
  runs[2]?.end();
  await clock.advance(59_985);
  expect(runs).toHaveLength(4);
  await all.end(gone);
});

test("a function is asked again at each change of the object; its own failures are tried again with back-off", async () => {
  let broken = false;
  const { all, clock, runs, failures } = tasksOf([
    timer({
      every: ({ metadata }) => {
        if (broken) throw new Error("no schedule");
        return metadata.generation === 2 ? new Date(Date.UTC(2026, 0, 1, 0, 0, 1)) : undefined;
      },
    }),
  ]);
  all.want("a", thing());
  await clock.advance(0);
  broken = true;
  all.want("a", thing({ generation: 2 }));
  await clock.advance(5);
  expect(failures).toEqual([new Error("no schedule"), new Error("no schedule")]);
  broken = false;
  await clock.advance(994);
  expect(runs).toEqual([]);
  await clock.advance(1);
  expect(runs).toHaveLength(1);
  await all.end(gone);
});

test("delays of months wait as long as they say", async () => {
  const { all, clock, runs } = tasksOf([timer({ initialDelay: 90 * 86_400_000 })]);
  all.want("a", thing());
  expect(all.states("a")).toEqual([
    { type: "timer", name: "backup", state: "waiting", milliseconds: 90 * 86_400_000 },
  ]);
  await clock.advance(90 * 86_400_000 - 1);
  expect(runs).toEqual([]);
  await clock.advance(1);
  expect(runs).toHaveLength(1);
  await all.end(gone);
});

test("no more objects than allowed run a timer at the same time; those that go leave the line", async () => {
  const { all, clock, runs, live } = tasksOf([timer({ workers: 2 })]);
  for (const key of ["a", "b", "c", "d", "e"]) all.want(key, thing());
  expect(runs.map(({ key }) => key)).toEqual(["a", "b"]);
  expect(all.states("c")).toEqual([{ type: "timer", name: "backup", state: "waiting", milliseconds: 0 }]);
  all.drop("c", gone);
  expect(all.keys).not.toContain("c");
  runs[0]?.end();
  await clock.advance(0);
  expect(runs.map(({ key }) => key)).toEqual(["a", "b", "d"]);
  all.drop("b", gone);
  await clock.advance(0);
  expect(runs.map(({ key }) => key)).toEqual(["a", "b", "d", "e"]);
  expect(live.size).toBe(2);
  await all.end(gone);
});

test("what is to end the process is handed on, and the rest can still be ended", async () => {
  const { all, fatal, clock } = tasksOf([daemon()], { run: () => Promise.reject(new TypeError("mistake")) });
  all.want("a", thing());
  await clock.advance(0);
  expect(fatal).toEqual([new TypeError("mistake")]);
  await all.end(gone);
  expect(clock.waiting).toBe(0);
});

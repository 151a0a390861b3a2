import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { aborted } from "../../../../src/base/lifetime.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { LeadershipLostError, StopTimeoutError } from "../../../../src/runtime/manager/manager-errors.ts";
import {
  Manager,
  type Election,
  type Group,
  type ManagerOptions,
} from "../../../../src/runtime/manager/manager.ts";
import type { Managed } from "../../../../src/runtime/manager/runnable-group.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";

interface Latch {
  readonly opened: Promise<void>;
  open(): void;
}

function latch(): Latch {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

function setUp(options: Partial<ManagerOptions> = {}) {
  const clock = new VirtualClock();
  const log = recordingLogger();
  const events: string[] = [];
  const manager = new Manager({ clock, logger: log.logger, ...options });
  const stopping = new AbortController();
  /** A member that notes when it starts and when it has stopped; `until` holds up its end. */
  const member = (
    name: string,
    hooks: { until?: Promise<unknown>; ready?: Promise<unknown>; hard?: boolean } = {},
  ): Managed => ({
    async start(signal, hardStop) {
      events.push(`start ${name}`);
      await aborted(signal);
      events.push(`stop ${name}`);
      if (hooks.until) await Promise.race([hooks.until, ...(hooks.hard ? [aborted(hardStop)] : [])]);
      events.push(`stopped ${name}`);
    },
    ...(hooks.ready ? { whenReady: () => hooks.ready!.then(() => {}) } : {}),
  });
  const start = () => {
    const outcome: { done: boolean; error?: unknown } = { done: false };
    const running = manager.start(stopping.signal).then(
      () => (outcome.done = true),
      (error: unknown) => {
        outcome.done = true;
        outcome.error = error;
      },
    );
    return { outcome, running };
  };
  return { clock, log, events, manager, stopping, member, start };
}

/** An election whose course a test decides. */
function scriptedElection(events: string[] = []) {
  const [elected, lost] = [latch(), latch()];
  const election: Election = {
    async acquire(signal) {
      return Promise.race([elected.opened.then(() => true), aborted(signal).then(() => false)]);
    },
    async renew(signal) {
      events.push("renewing");
      const kept = await Promise.race([lost.opened.then(() => false), aborted(signal).then(() => true)]);
      events.push(kept ? "renewal ended" : "lost");
      return kept;
    },
    release() {
      events.push("released");
      return Promise.resolve();
    },
  };
  return { election, elected, lost, events };
}

const groups: Group[] = ["leader", "other", "cache", "webhook", "server"];

describe("order", () => {
  test("groups start from servers to the leader's, and stop others first, then the leader's, and servers last", async () => {
    const { manager, events, member, start, stopping, clock } = setUp();
    for (const group of groups) manager.add(group, member(group));
    const { running } = start();
    await clock.advance(0);
    expect(events).toEqual(["start server", "start webhook", "start cache", "start other", "start leader"]);
    events.length = 0;
    stopping.abort();
    await running;
    expect(events.filter((event) => event.startsWith("stopped"))).toEqual([
      "stopped other",
      "stopped leader",
      "stopped cache",
      "stopped webhook",
      "stopped server",
    ]);
    expect(clock.waiting).toBe(0);
  });

  test("a group waits until the one before is ready", async () => {
    const synced = latch();
    const { manager, events, member, start, stopping, clock } = setUp();
    manager.add("cache", member("cache", { ready: synced.opened }));
    manager.add("other", member("other"));
    const { running } = start();
    await clock.advance(0);
    expect(events).toEqual(["start cache"]);
    synced.open();
    await clock.advance(0);
    expect(events).toEqual(["start cache", "start other"]);
    stopping.abort();
    await running;
  });

  test("a group stops only when the one before has stopped", async () => {
    const slow = latch();
    const { manager, events, member, start, stopping, clock } = setUp();
    manager.add("cache", member("cache"));
    manager.add("leader", member("leader", { until: slow.opened }));
    const { running } = start();
    await clock.advance(0);
    stopping.abort();
    await clock.advance(20_000);
    expect(events).not.toContain("stop cache");
    slow.open();
    await running;
    expect(events.slice(-3)).toEqual(["stopped leader", "stop cache", "stopped cache"]);
  });

  test("the leader's group waits for leadership", async () => {
    const { election, elected, events: course } = scriptedElection();
    const { manager, events, member, start, stopping, clock } = setUp({ election });
    manager.add("leader", member("leader"));
    manager.add("other", member("other"));
    const { running } = start();
    await clock.advance(0);
    expect(events).toEqual(["start other"]);
    elected.open();
    await clock.advance(0);
    expect(events).toEqual(["start other", "start leader"]);
    stopping.abort();
    await running;
    expect(course).toEqual(["renewing", "renewal ended", "released"]);
  });
});

describe("adding", () => {
  test("a member of a group that runs starts at once, and stops with it", async () => {
    const { manager, events, member, start, stopping, clock } = setUp();
    const { running } = start();
    await clock.advance(0);
    manager.add("other", member("late"));
    expect(events).toEqual(["start late"]);
    stopping.abort();
    await running;
    expect(events.at(-1)).toBe("stopped late");
  });

  test("a member of the leader's group waits for leadership, also when it is added while the manager runs", async () => {
    const { election, elected } = scriptedElection();
    const { manager, events, member, start, stopping, clock } = setUp({ election });
    const { running } = start();
    await clock.advance(0);
    manager.add("leader", member("late"));
    expect(events).toEqual([]);
    elected.open();
    await clock.advance(0);
    expect(events).toEqual(["start late"]);
    stopping.abort();
    await running;
  });

  test("is refused once the manager stops", async () => {
    const { manager, member, start, stopping } = setUp();
    const { running } = start();
    stopping.abort();
    expect(() => manager.add("other", member("late"))).toThrow(
      'cannot add to group "other": the manager stops',
    );
    await running;
  });
});

describe("failure", () => {
  const failing = (error: Error): Managed => ({ start: () => Promise.reject(error) });

  test.each(groups)("of a member in group %s stops all and is thrown", async (group) => {
    const { manager, events, member, start, clock } = setUp();
    const error = new Error("broken");
    manager.add("server", member("server"));
    manager.add(group, failing(error));
    const { outcome, running } = start();
    await clock.advance(0);
    await running;
    expect(outcome.error).toBe(error);
    expect(events.at(-1)).toBe("stopped server");
  });

  test("that is thrown outright, not rejected, counts as well", async () => {
    const { manager, start } = setUp();
    manager.add("other", {
      start() {
        throw new Error("outright");
      },
    });
    const { outcome, running } = start();
    await running;
    expect(outcome.error).toMatchObject({ message: "outright" });
  });

  test("while a group becomes ready starts no later group", async () => {
    const { manager, events, member, start, clock } = setUp();
    manager.add("server", failing(new Error("port taken")));
    manager.add("cache", member("cache", { ready: new Promise(() => {}) }));
    manager.add("other", member("other"));
    manager.add("leader", member("leader"));
    const { outcome, running } = start();
    await running;
    await clock.advance(60_000);
    expect(outcome.error).toMatchObject({ message: "port taken" });
    expect(events).not.toContain("start other");
    expect(events).not.toContain("start leader");
  });

  test("to become ready is one", async () => {
    const { manager, member, start } = setUp();
    manager.add("cache", member("cache", { ready: Promise.reject(new Error("no such kind")) }));
    const { outcome, running } = start();
    await running;
    expect(outcome.error).toMatchObject({ message: "no such kind" });
  });

  test("the first is thrown, later ones are told", async () => {
    const { manager, log, start } = setUp();
    manager.add("cache", {
      start: (signal) => aborted(signal).then(() => Promise.reject(new Error("second"))),
    });
    manager.add("other", failing(new Error("first")));
    const { outcome, running } = start();
    await running;
    expect(outcome.error).toMatchObject({ message: "first" });
    expect(log.lines.map((line) => (line.fields.error as Error).message)).toEqual(["second"]);
  });

  test("a second start fails, and leaves the first alone", async () => {
    const { manager, start, stopping } = setUp();
    const { outcome, running } = start();
    await expect(manager.start(stopping.signal)).rejects.toThrow("it was started before");
    expect(outcome.done).toBe(false);
    stopping.abort();
    await running;
    expect(outcome.error).toBeUndefined();
  });
});

describe("the end", () => {
  test("a signal that has aborted starts nothing", async () => {
    const { manager, events, member, start, stopping } = setUp();
    manager.add("server", member("server"));
    stopping.abort();
    await start().running;
    expect(events).toEqual([]);
  });

  test("leaves no listener on the caller's signal", async () => {
    const { start, stopping, manager } = setUp();
    manager.add("other", { start: () => Promise.reject(new Error("x")) });
    await start().running;
    expect(getEventListeners(stopping.signal, "abort")).toEqual([]);
  });

  test("members are aborted hard after the graceful time, and the rest of the order still holds", async () => {
    const { manager, events, member, start, stopping, clock, log } = setUp();
    manager.add("server", member("server"));
    manager.add("leader", member("leader", { until: new Promise(() => {}), hard: true }));
    const { outcome, running } = start();
    await clock.advance(0);
    stopping.abort();
    await clock.advance(29_999);
    expect(outcome.done).toBe(false);
    await clock.advance(1);
    await running;
    expect(outcome.error).toBeUndefined();
    expect(events).toContain("stopped leader");
    expect(events).toContain("stopped server");
    expect(log.texts()).toEqual(["warn: not everything has stopped in time, aborting"]);
  });

  test("what does not stop even then is given up, named, and keeps its lease from being released", async () => {
    const { election, elected, events: course } = scriptedElection();
    const { manager, member, start, stopping, clock } = setUp({ election, gracefulTimeout: 5_000 });
    manager.add("leader", member("stuck", { until: new Promise(() => {}) }));
    elected.open();
    const { outcome, running } = start();
    await clock.advance(0);
    stopping.abort();
    await clock.advance(6_000);
    await running;
    expect(outcome.error).toBeInstanceOf(StopTimeoutError);
    expect(outcome.error).toMatchObject({ message: "not everything has stopped: leader" });
    expect(course).not.toContain("released");
    expect(clock.waiting).toBe(0);
  });

  test("a graceful time below 0 waits for ever", async () => {
    const slow = latch();
    const { manager, member, start, stopping, clock } = setUp({ gracefulTimeout: -1 });
    manager.add("other", member("slow", { until: slow.opened }));
    const { outcome, running } = start();
    await clock.advance(0);
    stopping.abort();
    await clock.advance(24 * 3_600_000);
    expect(outcome.done).toBe(false);
    slow.open();
    await running;
    expect(outcome.error).toBeUndefined();
  });
});

describe("leadership", () => {
  test("is renewed while members stop, and released last", async () => {
    const slow = latch();
    const { manager, events, member, start, stopping, clock, ...scripted } = leading();
    manager.add("leader", member("leader", { until: slow.opened }));
    scripted.elected.open();
    const { running } = start();
    await clock.advance(0);
    stopping.abort();
    await clock.advance(20_000);
    expect(events).not.toContain("renewal ended");
    slow.open();
    await running;
    expect(events.slice(-3)).toEqual(["stopped leader", "renewal ended", "released"]);
  });

  test("that is lost aborts everything hard and at once, and is thrown", async () => {
    const { manager, events, member, start, clock, ...scripted } = leading();
    manager.add("cache", member("cache"));
    manager.add("leader", member("leader", { until: new Promise(() => {}), hard: true }));
    scripted.elected.open();
    const { outcome, running } = start();
    await clock.advance(0);
    scripted.lost.open();
    await running;
    expect(outcome.error).toBeInstanceOf(LeadershipLostError);
    expect(events).toEqual(expect.arrayContaining(["stopped leader", "stopped cache"]));
    expect(events).not.toContain("released");
  });

  test("that is lost is thrown within a second, also when a run ignores its signal", async () => {
    const { manager, member, start, clock, ...scripted } = leading();
    manager.add("leader", member("stuck", { until: new Promise(() => {}) }));
    scripted.elected.open();
    const { outcome, running } = start();
    await clock.advance(0);
    scripted.lost.open();
    await clock.advance(1_000);
    await running;
    expect(outcome.error).toBeInstanceOf(LeadershipLostError);
  });

  test("that is lost while members stop gracefully ends the grace", async () => {
    const { manager, member, start, stopping, clock, ...scripted } = leading();
    manager.add("leader", member("slow", { until: new Promise(() => {}), hard: true }));
    scripted.elected.open();
    const { outcome, running } = start();
    await clock.advance(0);
    stopping.abort();
    await clock.advance(3_000);
    expect(outcome.done).toBe(false);
    scripted.lost.open();
    await running;
    expect(outcome.error).toBeInstanceOf(LeadershipLostError);
  });

  test("that never comes is waited for until the signal aborts", async () => {
    const { start, stopping, clock, events } = leading();
    const { outcome, running } = start();
    await clock.advance(0);
    stopping.abort();
    await running;
    expect([outcome.error, events.includes("renewing")]).toEqual([undefined, false]);
  });

  function leading() {
    const scripted = scriptedElection();
    const all = setUp({ election: scripted.election });
    // one list for both, so that their order shows
    scripted.events.push = (...items) => all.events.push(...items);
    return { ...all, elected: scripted.elected, lost: scripted.lost };
  }
});

test("an abort ends everything at once, whatever time there is for a graceful end, and releases the lease", async () => {
  const { election, elected, events: electionEvents } = scriptedElection();
  const abort = new AbortController();
  const { manager, member, events, start } = setUp({ election, abort: abort.signal, gracefulTimeout: -1 });
  manager.add("leader", member("reconciler", { until: new Promise(() => {}), hard: true }));
  elected.open();
  const { outcome, running } = start();
  while (!events.includes("start reconciler")) await Promise.resolve();
  abort.abort();
  await running;
  expect(outcome).toEqual({ done: true });
  expect(events).toEqual(["start reconciler", "stop reconciler", "stopped reconciler"]);
  expect(electionEvents).toEqual(["renewing", "renewal ended", "released"]);
  expect(getEventListeners(abort.signal, "abort")).toEqual([]);
});

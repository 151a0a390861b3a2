import { describe, expect, test } from "vitest";
import { aborted } from "../../../../src/base/lifetime.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { Lease } from "../../../../src/k8s/coordination.k8s.io/v1.ts";
import type { LeaseElectorOptions } from "../../../../src/runtime/election/elector-options.ts";
import { LeaseElector } from "../../../../src/runtime/election/lease-elector.ts";
import { apiError, memoryClient, type MemoryClient } from "../../../helpers/memory-client.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";

const leaseKey = "default/op";

function setUp() {
  const clock = new VirtualClock();
  const server = memoryClient();
  const log = recordingLogger();
  const make = (identity: string, options: Partial<LeaseElectorOptions> = {}) =>
    new LeaseElector({
      client: server.client,
      clock,
      logger: log.logger,
      namespace: "default",
      name: "op",
      identity,
      random: () => 0,
      ...options,
    });
  return { clock, server, log, make };
}

function leaseOf(server: MemoryClient): NonNullable<Lease["spec"]> {
  return (server.objects.get(leaseKey) as Lease).spec ?? {};
}

function putLease(server: MemoryClient, spec: Lease["spec"]): void {
  const metadata = { namespace: "default", name: "op", resourceVersion: `put-${server.calls.length}` };
  server.objects.set(leaseKey, {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata,
    spec,
  } as Lease);
}

const foreign = {
  holderIdentity: "other",
  leaseDurationSeconds: 15,
  acquireTime: "2026-01-01T00:00:00.000000Z",
  renewTime: "2026-01-01T00:00:00.000000Z",
  leaseTransitions: 3,
};

/** A server that takes requests and never answers. */
const hang: MemoryClient["intercept"] = (_call, signal) => (signal ? aborted(signal) : new Promise(() => {}));

/** Runs `acquire` and says whether it has succeeded so far. */
function acquiring(elector: LeaseElector) {
  const controller = new AbortController();
  const state = { acquired: undefined as boolean | undefined };
  const done = elector.acquire(controller.signal).then((acquired) => (state.acquired = acquired));
  return { state, done, controller };
}

describe("acquire", () => {
  test("creates a lease that is not there, with times of six digits", async () => {
    const { server, make } = setUp();
    const elector = make("me");
    expect(await elector.acquire(new AbortController().signal)).toBe(true);
    expect(server.verbs()).toEqual(["get", "create"]);
    expect(leaseOf(server)).toEqual({
      holderIdentity: "me",
      leaseDurationSeconds: 15,
      acquireTime: "2026-01-01T00:00:00.000000Z",
      renewTime: "2026-01-01T00:00:00.000000Z",
      leaseTransitions: 0,
    });
    expect(elector.isLeader).toBe(true);
  });

  test("takes a lease without a holder at once, as a transition", async () => {
    const { server, make } = setUp();
    putLease(server, { ...foreign, holderIdentity: "" });
    expect(await make("me").acquire(new AbortController().signal)).toBe(true);
    expect(leaseOf(server)).toMatchObject({ holderIdentity: "me", leaseTransitions: 4 });
  });

  test("takes a lease of its own name without a transition, and keeps its acquire time", async () => {
    const { server, make, clock } = setUp();
    putLease(server, { ...foreign, holderIdentity: "me" });
    await clock.advance(5_000);
    expect(await make("me").acquire(new AbortController().signal)).toBe(true);
    expect(leaseOf(server)).toMatchObject({
      leaseTransitions: 3,
      acquireTime: foreign.acquireTime,
      renewTime: "2026-01-01T00:00:05.000000Z",
    });
  });

  test("takes an empty lease object", async () => {
    const { server, make } = setUp();
    putLease(server, undefined);
    expect(await make("me").acquire(new AbortController().signal)).toBe(true);
    expect(leaseOf(server)).toMatchObject({ holderIdentity: "me", leaseTransitions: 1 });
  });

  test("waits for another's lease by its own observation, however old or new its times claim to be", async () => {
    for (const renewTime of ["1999-01-01T00:00:00.000000Z", "2999-01-01T00:00:00.000000Z"]) {
      const { server, make, clock } = setUp();
      putLease(server, { ...foreign, renewTime });
      const { state, done } = acquiring(make("me"));
      await clock.advance(14_000);
      expect(state.acquired).toBeUndefined();
      await clock.advance(2_000);
      await done;
      expect(state.acquired).toBe(true);
      expect(leaseOf(server)).toMatchObject({ holderIdentity: "me", leaseTransitions: 4 });
    }
  });

  test("a system clock that is set does not make another's lease run out, nor last longer", async () => {
    for (const jump of [3_600_000, -3_600_000]) {
      const { server, make, clock } = setUp();
      putLease(server, foreign);
      const { state, done } = acquiring(make("me"));
      await clock.advance(5_000);
      clock.setBy(jump);
      await clock.advance(9_000);
      expect(state.acquired, `after a jump of ${jump} ms`).toBeUndefined();
      await clock.advance(2_000);
      await done;
      expect(state.acquired).toBe(true);
    }
  });

  test("goes on waiting while the other renews, whatever it writes", async () => {
    const { server, make, clock } = setUp();
    putLease(server, foreign);
    const { state, controller, done } = acquiring(make("me"));
    for (let renewal = 1; renewal < 10; renewal++) {
      await clock.advance(10_000);
      putLease(server, { ...foreign, renewTime: `1999-01-01T00:00:00.00000${renewal}Z` });
    }
    expect(state.acquired).toBeUndefined();
    controller.abort();
    expect(await done).toBe(false);
  });

  test("reads the same record again as no sign of life", async () => {
    const { server, make, clock } = setUp();
    putLease(server, foreign);
    const { state } = acquiring(make("me"));
    await clock.advance(20_000);
    expect(state.acquired).toBe(true);
    expect(server.verbs().filter((verb) => verb === "get").length).toBeGreaterThan(5);
  });

  test("tries again when another was faster to create, or to take over", async () => {
    const { server, make, clock, log } = setUp();
    server.intercept = ({ verb }) => {
      if (verb !== "create") return;
      putLease(server, foreign);
      server.intercept = undefined;
    };
    const { state } = acquiring(make("me"));
    await clock.advance(1_000);
    expect(state.acquired).toBeUndefined();
    server.intercept = ({ verb }) => {
      if (verb === "update") throw apiError(409, "Conflict");
    };
    await clock.advance(20_000);
    expect(state.acquired).toBeUndefined();
    server.intercept = undefined;
    await clock.advance(2_000);
    expect(state.acquired).toBe(true);
    expect(log.texts().filter((text) => text.startsWith("warn"))).toEqual([]);
  });

  test("says why the server cannot be asked, and goes on", async () => {
    const { server, make, clock, log } = setUp();
    server.intercept = () => {
      throw apiError(403, "Forbidden", "leases is forbidden");
    };
    const { state } = acquiring(make("me"));
    await clock.advance(5_000);
    server.intercept = undefined;
    await clock.advance(2_000);
    expect(state.acquired).toBe(true);
    expect(log.lines[0]).toMatchObject({
      level: "warn",
      message: "cannot get the leader lease",
      fields: { error: "leases is forbidden" },
    });
  });

  test("spreads its tries over one to 2.2 retry periods", async () => {
    const { server, make, clock } = setUp();
    putLease(server, { ...foreign, leaseDurationSeconds: 3600 });
    const { controller, done } = acquiring(make("me", { random: () => 1 }));
    await clock.advance(4_399);
    expect(server.calls).toHaveLength(1);
    await clock.advance(1);
    expect(server.calls).toHaveLength(2);
    controller.abort();
    await done;
    expect(clock.waiting).toBe(0);
  });

  test("gives up a try that hangs after half the deadline, so that several fit", async () => {
    const { server, make, clock } = setUp();
    server.intercept = hang;
    const { controller, done } = acquiring(make("me"));
    await clock.advance(4_999);
    expect(server.calls).toHaveLength(1);
    await clock.advance(2_001);
    expect(server.calls).toHaveLength(2);
    controller.abort();
    expect(await done).toBe(false);
  });
});

describe("a candidate that is cut off", () => {
  const failure = (elector: LeaseElector) => {
    try {
      elector.check();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  test("says so after the renew deadline, and no more when the server answers, whoever leads", async () => {
    const at = setUp();
    putLease(at.server, foreign);
    const elector = at.make("me");
    const candidate = acquiring(elector);
    await at.clock.advance(3_000);
    expect(failure(elector)).toBeUndefined();
    at.server.intercept = () => {
      throw new Error("no way to the server");
    };
    await at.clock.advance(9_000);
    expect(failure(elector)).toBeUndefined();
    await at.clock.advance(6_000);
    expect(failure(elector)).toMatch(/^cannot ask for the leader lease since 1\d s: no way to the server$/);
    at.server.intercept = undefined;
    await at.clock.advance(3_000);
    expect(failure(elector)).toBeUndefined();
    candidate.controller.abort();
    await candidate.done;
  });

  test("is well while it only loses races", async () => {
    const at = setUp();
    putLease(at.server, { ...foreign, holderIdentity: "" });
    const elector = at.make("me");
    at.server.intercept = ({ verb }) => {
      if (verb === "update") throw apiError(409, "Conflict");
    };
    const candidate = acquiring(elector);
    await at.clock.advance(60_000);
    expect(failure(elector)).toBeUndefined();
    candidate.controller.abort();
    await candidate.done;
  });
});

describe("renew", () => {
  async function leading(options: Partial<LeaseElectorOptions> = {}) {
    const all = setUp();
    const elector = all.make("me", options);
    await elector.acquire(new AbortController().signal);
    all.server.calls.length = 0;
    const controller = new AbortController();
    const state = { kept: undefined as boolean | undefined };
    const done = elector.renew(controller.signal).then((kept) => (state.kept = kept));
    return { ...all, elector, controller, state, done };
  }

  test("writes every retry period, unread, and only its renew time", async () => {
    const { server, clock, controller, done } = await leading();
    await clock.advance(6_000);
    expect(server.verbs()).toEqual(["update", "update", "update", "update"]);
    expect(leaseOf(server)).toMatchObject({
      acquireTime: "2026-01-01T00:00:00.000000Z",
      renewTime: "2026-01-01T00:00:06.000000Z",
      leaseTransitions: 0,
    });
    controller.abort();
    expect(await done).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  test("reads the lease when somebody else has written it, and counts that", async () => {
    let slow = 0;
    const { server, clock, state } = await leading({ onSlowPath: () => void slow++ });
    await clock.advance(1_000);
    server.calls.length = 0;
    putLease(server, { ...leaseOf(server), leaseTransitions: 7 });
    await clock.advance(1_000);
    expect(server.verbs()).toEqual(["update", "get", "update"]);
    expect([slow, leaseOf(server).leaseTransitions, state.kept]).toEqual([1, 7, undefined]);
  });

  test("bears a server that is away for less than the deadline", async () => {
    const { server, clock, state } = await leading({ retryPeriod: 1_000 });
    await clock.advance(500);
    server.intercept = () => {
      throw apiError(500, "InternalError");
    };
    await clock.advance(9_000);
    server.intercept = undefined;
    await clock.advance(900);
    expect([state.kept, leaseOf(server).renewTime]).toEqual([undefined, "2026-01-01T00:00:10.000000Z"]);
  });

  test("is lost when nothing could be written for the deadline, before another may take over", async () => {
    const { server, clock, done, state } = await leading();
    server.intercept = () => {
      throw apiError(500, "InternalError");
    };
    await clock.advance(11_999);
    expect(state.kept).toBeUndefined();
    await clock.advance(1);
    expect(await done).toBe(false);
    expect(clock.waiting).toBe(0);
  });

  test("is lost after the deadline when every try hangs", async () => {
    const { server, clock, done } = await leading();
    server.intercept = hang;
    await clock.advance(12_000);
    expect(await done).toBe(false);
  });

  test("is lost at once when another's name is in the lease", async () => {
    const { server, clock, done, elector } = await leading();
    await clock.advance(1_000);
    putLease(server, foreign);
    await clock.advance(1_000);
    expect(await done).toBe(false);
    expect(elector.isLeader).toBe(false);
    expect(leaseOf(server)).toEqual(foreign);
  });

  test("makes a lease that was deleted anew", async () => {
    const { server, clock, state } = await leading();
    await clock.advance(1_000);
    server.objects.clear();
    await clock.advance(1_000);
    expect(state.kept).toBeUndefined();
    expect(leaseOf(server).holderIdentity).toBe("me");
  });
});

describe("whether the lease is held", () => {
  const signal = new AbortController().signal;
  const acquired = async (options: { slow?: number } = {}) => {
    const at = setUp();
    const elector = at.make("me");
    const { slow } = options;
    if (slow)
      at.server.intercept = ({ verb }) =>
        verb === "create"
          ? new Promise((resolve) => at.clock.setTimer(slow, () => resolve(undefined)))
          : undefined;
    const done = elector.acquire(signal);
    if (slow) await at.clock.advance(slow);
    await done;
    at.server.intercept = undefined;
    return { ...at, elector };
  };

  test("ends by the clock when it lasts no longer, though nobody has said so", async () => {
    const { clock, elector } = await acquired();
    await clock.advance(14_999);
    expect(elector.isHeld).toBe(true);
    await clock.advance(1);
    expect([elector.isHeld, elector.isLeader]).toEqual([false, true]);
  });

  test("counts from when the write was sent, as others may have seen it then", async () => {
    const { clock, elector } = await acquired({ slow: 4_000 });
    await clock.advance(10_999);
    expect(elector.isHeld).toBe(true);
    await clock.advance(1);
    expect(elector.isHeld).toBe(false);
  });

  test("counts time that only the system's clock has seen, as in a suspended machine, until the next renewal", async () => {
    const { clock, elector } = await acquired();
    const stopping = new AbortController();
    const kept = elector.renew(stopping.signal);
    await clock.advance(1_000);
    clock.setBy(60_000);
    expect(elector.isHeld).toBe(false);
    let held: boolean | undefined;
    void elector.whenHeld(signal).then((answer) => (held = answer));
    await clock.advance(500);
    expect(held).toBeUndefined();
    await clock.advance(500);
    expect([held, elector.isHeld]).toEqual([true, true]);
    stopping.abort();
    await kept;
  });

  test("is waited for until the end when another has it by now", async () => {
    const { clock, server, elector } = await acquired();
    const waiting = new AbortController();
    clock.setBy(60_000);
    const held = elector.whenHeld(waiting.signal);
    putLease(server, foreign);
    expect(await elector.renew(signal)).toBe(false);
    expect(elector.isHeld).toBe(false);
    waiting.abort();
    expect(await held).toBe(false);
    expect(await elector.whenHeld(waiting.signal)).toBe(false);
  });
});

describe("release", () => {
  test("empties the holder for a second, and keeps the count of transitions", async () => {
    const { server, make } = setUp();
    const elector = make("me");
    await elector.acquire(new AbortController().signal);
    await elector.release();
    expect(leaseOf(server)).toMatchObject({
      holderIdentity: "",
      leaseDurationSeconds: 1,
      leaseTransitions: 0,
    });
    expect(elector.isLeader).toBe(false);
  });

  test("lets another candidate in at its next try", async () => {
    const { clock, make } = setUp();
    const first = make("first");
    await first.acquire(new AbortController().signal);
    const { state } = acquiring(make("second"));
    await clock.advance(1_000);
    await first.release();
    await clock.advance(1_000);
    expect(state.acquired).toBe(true);
  });

  test("of one that never led asks nothing of the server", async () => {
    const { server, make } = setUp();
    await make("me").release();
    expect(server.calls).toEqual([]);
  });

  test("does not take the lease from another that has it by now", async () => {
    const { server, make } = setUp();
    const elector = make("me");
    await elector.acquire(new AbortController().signal);
    putLease(server, foreign);
    await elector.release();
    expect(leaseOf(server)).toEqual(foreign);
  });

  test("tries again when a late renewal came in between", async () => {
    const { server, make, clock } = setUp();
    const elector = make("me");
    await elector.acquire(new AbortController().signal);
    let conflicts = 0;
    server.intercept = ({ verb }) => {
      if (verb === "update" && conflicts++ === 0) throw apiError(409, "Conflict");
    };
    const released = elector.release();
    await clock.advance(2_000);
    await released;
    expect(leaseOf(server).holderIdentity).toBe("");
  });

  test("takes the renew deadline at most, and never throws", async () => {
    const { server, make, clock, log } = setUp();
    const elector = make("me");
    await elector.acquire(new AbortController().signal);
    server.intercept = hang;
    const released = elector.release();
    await clock.advance(10_000);
    await released;
    expect(log.texts()).toContain("warn: cannot release the leader lease");
  });
});

test("each change of leader is told once", async () => {
  const { server, make, clock } = setUp();
  const seen: string[] = [];
  putLease(server, foreign);
  const elector = make("me", { onNewLeader: (leader) => seen.push(leader) });
  const { done } = acquiring(elector);
  await clock.advance(20_000);
  await done;
  await elector.release();
  expect(seen).toEqual(["other", "me", ""]);
});

test("of two candidates one leads at a time, through a partition of the first", async () => {
  const { server, make, clock } = setUp();
  const [first, second] = [make("first"), make("second")];
  await first.acquire(new AbortController().signal);
  const kept = first.renew(new AbortController().signal);
  const { state } = acquiring(second);
  await clock.advance(30_000);
  expect(state.acquired).toBeUndefined();
  server.intercept = ({ verb, body }) => {
    const writer = (body as Lease | undefined)?.spec?.holderIdentity;
    if (verb === "update" && writer === "first") throw apiError(500, "InternalError");
  };
  await clock.advance(12_000);
  expect(await kept).toBe(false);
  expect(state.acquired).toBeUndefined();
  await clock.advance(6_000);
  expect(state.acquired).toBe(true);
  expect(leaseOf(server)).toMatchObject({ holderIdentity: "second", leaseTransitions: 1 });
});

test.each([
  [{ identity: "" }, "the identity is empty"],
  [{ name: "" }, "the lease has no name"],
  [{ leaseDuration: 10_000 }, "the lease duration (10000 ms) is not above the renew deadline (10000 ms)"],
  [{ renewDeadline: 2_400 }, "the renew deadline (2400 ms) is not above 1.2 retry periods (2000 ms each)"],
  [{ retryPeriod: 0 }, "the retry period (0 ms) is not above 0"],
])("times and names with which two could lead are refused: %o", (options, problem) => {
  const { make } = setUp();
  expect(() => make("me", options)).toThrow(`cannot elect a leader: ${problem}`);
});

describe("options", () => {
  test("labels are put on the lease, beside those that others gave it", async () => {
    const { server, make } = setUp();
    putLease(server, { ...foreign, holderIdentity: "" });
    const lease = server.objects.get(leaseKey) as Lease;
    server.objects.set(leaseKey, {
      ...lease,
      metadata: { ...lease.metadata, labels: { theirs: "yes" } },
    });
    await make("me", { labels: { mine: "yes" } }).acquire(new AbortController().signal);
    expect(server.objects.get(leaseKey)?.metadata?.labels).toEqual({ theirs: "yes", mine: "yes" });
  });

  test("a lease that is not to be released keeps its holder", async () => {
    const { server, make } = setUp();
    const elector = make("me", { releaseOnCancel: false });
    await elector.acquire(new AbortController().signal);
    await elector.release();
    expect(leaseOf(server).holderIdentity).toBe("me");
  });
});

test("liveness fails when a leader has not renewed for longer than the lease and a while; a standby's does not", async () => {
  const { server, make, clock } = setUp();
  const [leader, standby] = [make("me"), make("you")];
  await leader.acquire(new AbortController().signal);
  const { controller, done } = acquiring(standby);
  await clock.advance(15_000 + 19_999);
  expect(() => leader.checkRenewed()).not.toThrow();
  await clock.advance(2);
  expect(() => leader.checkRenewed()).toThrow("was not renewed for 35 s");
  controller.abort();
  await done;
  expect(leaseOf(server).holderIdentity).toBe("you");
  const other = make("third");
  expect(() => other.checkRenewed()).not.toThrow();
});

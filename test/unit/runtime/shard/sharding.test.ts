import { afterEach, expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Sharding } from "../../../../src/runtime/shard/sharding.ts";
import type { ShardingOptions } from "../../../../src/runtime/shard/sharding-options.ts";
import { LeaseServer } from "./lease-server.ts";

const keys = Array.from({ length: 60 }, (_, index) => ({ namespace: "default", name: `object-${index}` }));
let clock = new VirtualClock();
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A world of replicas that run keys as long as they may; `clashes` are keys that two ran at once. */
function startWorld(options: ShardingOptions = { shards: 8 }, random: () => number = () => 0.5) {
  clock = new VirtualClock();
  const server = new LeaseServer();
  const running = new Map<string, string>();
  const clashes: string[] = [];
  const runs: string[] = [];
  const replicas = new Map<string, ReturnType<typeof startReplica>>();

  function startReplica(identity: string, { deaf = false }: { deaf?: boolean } = {}) {
    const stop = new AbortController();
    const parts = {
      client: server.client(identity),
      clock,
      logger: silentLogger,
      namespace: "ns",
      name: "op",
    };
    const times = { leaseDuration: 15_000, renewDeadline: 10_000, retryPeriod: 2_000 };
    const sharding = new Sharding({ ...parts, ...times, identity, options, random });
    let work = 0;
    let alive = true;
    /** Runs a key for so long, or until it may not any more; a deaf one does not listen to that. */
    const run = (key: (typeof keys)[number], milliseconds: number) => {
      let lost = () => {};
      const pass = alive ? sharding.gate.enter(key, () => lost()) : undefined;
      if (!pass) return;
      const other = running.get(key.name);
      if (other !== undefined && other !== identity) clashes.push(`${key.name}: ${other}, ${identity}`);
      if (other !== undefined) return pass.leave();
      running.set(key.name, identity);
      runs.push(`${identity} ${key.name}`);
      work++;
      const end = () => {
        timer.cancel();
        if (running.get(key.name) === identity && running.delete(key.name)) work--;
        pass.leave();
      };
      const timer = clock.setTimer(milliseconds, end);
      if (!deaf) lost = () => void clock.setTimer(100, end);
    };
    const ended = (async () => {
      if (!(await sharding.acquire(stop.signal))) return "stopped";
      return (await sharding.renew(stop.signal)) ? "stopped" : "lost";
    })();
    void ended.then((end) => {
      // a process that has lost a shard for good exits
      alive = false;
      if (end !== "lost") return;
      replicas.delete(identity);
      for (const [name, owner] of running) if (owner === identity) running.delete(name);
    });
    const replica = {
      sharding,
      run,
      ended,
      /** A graceful end: runs end first, then the leases are given up. */
      async leave() {
        alive = false;
        replicas.delete(identity);
        while (work > 0) await new Promise((resolve) => clock.setTimer(10, () => resolve(undefined)));
        stop.abort();
        await ended;
        await sharding.release();
      },
      /** An end without one. */
      kill() {
        alive = false;
        replicas.delete(identity);
        server.cut.add(identity);
        for (const [name, owner] of running) if (owner === identity) running.delete(name);
        stop.abort();
      },
    };
    stops.push(() => stop.abort());
    replicas.set(identity, replica);
    return replica;
  }
  const held = () =>
    Object.fromEntries([...replicas].map(([name, { sharding }]) => [name, sharding.gate.held.length]));
  const owners = (key: (typeof keys)[number]) =>
    [...replicas].filter(([, { sharding }]) => sharding.gate.owns(key)).map(([name]) => name);
  return { server, replicas, startReplica, held, owners, clashes, runs, running };
}

test("one replica has all shards; a second gets half of them, a third a third", async () => {
  const world = startWorld({ shards: 9 });
  world.startReplica("a");
  await clock.advance(10_000);
  expect(world.held()).toEqual({ a: 9 });
  world.startReplica("b");
  await clock.advance(30_000);
  expect(Object.values(world.held()).toSorted()).toEqual([4, 5]);
  world.startReplica("c");
  await clock.advance(30_000);
  expect(world.held()).toEqual({ a: 3, b: 3, c: 3 });
  for (const key of keys) expect(world.owners(key)).toHaveLength(1);
});

test("a shard goes over only when its runs have ended", async () => {
  const world = startWorld({ shards: 1 });
  const a = world.startReplica("b");
  await clock.advance(5_000);
  a.run({ namespace: "default", name: "object-0" }, 60_000);
  // with one shard, one of the two names gets it
  const others = ["a", "c", "d", "e"].map((name) => world.startReplica(name));
  await clock.advance(30_000);
  expect(others.flatMap(({ sharding }) => sharding.gate.held)).toEqual([]);
  await clock.advance(60_000);
  const total = Object.values(world.held()).reduce((sum, count) => sum + count, 0);
  expect(total).toBe(1);
  expect(world.clashes).toEqual([]);
});

test("a replica that leaves gives its shards up at once; one that dies is waited for", async () => {
  const world = startWorld({ shards: 4 });
  world.startReplica("a");
  const b = world.startReplica("b");
  await clock.advance(30_000);
  expect(world.held()).toEqual({ a: 2, b: 2 });
  void b.leave();
  await clock.advance(8_000);
  expect(world.held()).toEqual({ a: 4 });
  const c = world.startReplica("c");
  await clock.advance(30_000);
  c.kill();
  await clock.advance(8_000);
  expect(world.held()).toEqual({ a: 2 });
  await clock.advance(30_000);
  expect(world.held()).toEqual({ a: 4 });
});

test("a replica without a server aborts its runs before another takes them", async () => {
  const world = startWorld({ shards: 2 });
  const a = world.startReplica("a");
  await clock.advance(5_000);
  for (const key of keys) a.run(key, 1_000_000);
  expect(world.running.size).toBe(60);
  let end = "";
  void a.ended.then((how) => (end = how));
  world.server.cut.add("a");
  world.startReplica("b");
  await clock.advance(14_900);
  expect(world.running.size).toBe(0);
  // its runs have ended because they were told to, not with the process
  expect(end).toBe("");
  await clock.advance(40_000);
  expect(world.replicas.get("b")?.sharding.gate.held).toHaveLength(2);
  expect(world.clashes).toEqual([]);
});

test("a replica whose runs do not end after a lost lease ends itself", async () => {
  const world = startWorld({ shards: 2 });
  const a = world.startReplica("a", { deaf: true });
  await clock.advance(5_000);
  for (const key of keys) a.run(key, 1_000_000);
  world.server.cut.add("a");
  let end = "";
  void a.ended.then((how) => (end = how));
  await clock.advance(14_900);
  expect(end).toBe("lost");
});

test("a clock that is set leaves shards where they are, and keeps nobody alive", async () => {
  const world = startWorld({ shards: 4 });
  world.startReplica("a");
  world.startReplica("b");
  await clock.advance(30_000);
  const before = world.held();
  clock.setBy(3_600_000);
  await clock.advance(20_000);
  clock.setBy(-7_200_000);
  await clock.advance(20_000);
  expect(world.held()).toEqual(before);
  world.replicas.get("b")?.kill();
  await clock.advance(5_000);
  clock.setBy(-7_200_000);
  await clock.advance(40_000);
  expect(world.held()).toEqual({ a: 4 });
});

test("a listener is told of shards that come, also of those that are there already", async () => {
  const world = startWorld({ shards: 3 });
  const { sharding } = world.startReplica("a");
  const told: number[] = [];
  await clock.advance(10_000);
  sharding.gate.onGained((shard) => told.push(shard));
  expect(told.toSorted()).toEqual([0, 1, 2]);
});

/** A generator of numbers that a seed decides: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

test.each(Array.from({ length: 12 }, (_, seed) => seed))(
  "whatever comes and goes, no key runs twice at once and each has an owner in the end (seed %i)",
  async (seed) => {
    const random = seeded(seed);
    const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
    const world = startWorld({ shards: 7 }, random);
    let count = 0;
    const start = () => world.startReplica(`replica-${count++}`, { deaf: random() < 0.2 });
    start();
    for (let step = 0; step < 80; step++) {
      const names = [...world.replicas.keys()];
      const roll = random();
      if (roll < 0.08 && names.length < 5) start();
      else if (roll < 0.12 && names.length > 1) void world.replicas.get(pick(names))?.leave();
      else if (roll < 0.15 && names.length > 1) world.replicas.get(pick(names))?.kill();
      else if (roll < 0.25) world.server.cut.add(pick(names));
      else if (roll < 0.4) world.server.cut.clear();
      for (const { run } of world.replicas.values())
        for (let index = 0; index < 5; index++) run(pick(keys), random() * 20_000);
      await clock.advance(random() * 6_000);
    }
    world.server.cut.clear();
    start();
    await clock.advance(90_000);
    expect(world.clashes).toEqual([]);
    expect(world.runs.length).toBeGreaterThan(100);
    for (const key of keys) expect(world.owners(key)).toHaveLength(1);
    const alive = [...world.replicas.values()].filter(({ sharding }) => sharding.gate.held.length > 0);
    const counts = alive.map(({ sharding }) => sharding.gate.held.length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  },
);

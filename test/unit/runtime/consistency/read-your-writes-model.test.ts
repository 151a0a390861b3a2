import { expect, test } from "vitest";
import type { Observed } from "../../../../src/kube/object.ts";
import { isNotFound } from "../../../../src/runtime/client/errors.ts";
import { at, setValue, startConsistency, thing } from "./consistency-harness.ts";
import { Thing, type HeldWrite } from "./model-server.ts";

const names = ["a", "b", "c"];
const seeds = 150;
const steps = 120;

/** mulberry32: the same seed, the same run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below;
  };
}

/** A write of this process that the server stored: what no later read may be older than. */
interface Stored {
  readonly write: HeldWrite;
  /** The version that it brought about. */
  readonly version: number;
}

/**
 * Drives writes of this process and of others, events, answers that come late, out of order or never, lists made anew and reads, in an order made
 * of the seed, and checks each read against the server's history.
 */
async function run(seed: number): Promise<string[]> {
  const random = randomOf(seed);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random(items.length))]!;
  const here = await startConsistency({ objects: [thing("a", 0), thing("b", 0)] });
  const { server } = here;
  server.holding = true;
  const stored: Stored[] = [];
  const started: Promise<unknown>[] = [];
  const wrong: string[] = [];
  let value = 0;

  const writes: ((name: string) => Promise<unknown>)[] = [
    (name) => here.client.create(Thing, thing(name, ++value)),
    (name) => here.client.patch(Thing, at(name), setValue(++value)),
    (name) => here.other.apply(Thing, thing(name, ++value)),
    (name) => here.other.delete(Thing, at(name)),
    async (name) =>
      here.client.update(Thing, { ...(await here.client.get(Thing, at(name))), spec: { value: ++value } }),
  ];
  const commit = (write: HeldWrite) => {
    if (write.committed) return;
    const before = server.version;
    write.commit();
    if (write.committed && server.version > before) stored.push({ write, version: server.version });
  };
  const finish = (write: HeldWrite) => {
    server.held.splice(server.held.indexOf(write), 1);
    if (random(5) < 1) {
      if (random(2) < 1) commit(write);
      write.lose();
    } else {
      commit(write);
      write.answer();
    }
  };
  /** Which writes a read that begins now may not be older than, once they are stored. */
  const begun = () => new Set([...server.held, ...stored.map(({ write }) => write)]);
  const leastOf = (name: string, before: ReadonlySet<HeldWrite>) =>
    Math.max(
      0,
      ...stored.flatMap(({ write, version }) => (write.name === name && before.has(write) ? version : [])),
    );
  const read = async (name: string) => {
    const before = begun();
    const found = await here.client.get(Thing, at(name)).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
      return undefined;
    });
    const least = leastOf(name, before);
    if (!wasSo(name, { found, least })) wrong.push(`get ${name}: ${describe(found)}, older than ${least}`);
  };
  const list = async () => {
    const before = begun();
    const { items } = await here.client.list(Thing, { namespace: "default" });
    for (const name of names) {
      const found = items.find(({ metadata }) => metadata.name === name);
      const least = leastOf(name, before);
      if (!wasSo(name, { found, least }))
        wrong.push(`list: ${name} is ${describe(found)}, older than ${least}`);
    }
  };
  /** Whether an object was in this state at that version or at any time since. */
  const wasSo = (name: string, { found, least }: { found: Observed<Thing> | undefined; least: number }) => {
    const changes = server.history.filter(({ event }) => (event.object as Thing).metadata?.name === name);
    if (found) {
      const version = Number(found.metadata.resourceVersion);
      const next = changes.find((change) => change.version > version);
      return next === undefined || next.version > least;
    }
    const present = (version: number) => {
      const last = changes.filter((change) => change.version <= version).at(-1);
      return last !== undefined && last.event.type !== "DELETED";
    };
    return [least, ...changes.map(({ version }) => version)].some(
      (version) => version >= least && !present(version),
    );
  };
  const actions: (() => unknown)[] = [
    () => started.push(pick(writes)(pick(names)).catch(() => undefined)),
    () => started.push(pick(writes)(pick(names)).catch(() => undefined)),
    () => server.held.length > 0 && commit(pick(server.held)),
    () => server.held.length > 0 && finish(pick(server.held)),
    () => server.held.length > 0 && finish(pick(server.held)),
    () => here.deliver(1 + Math.floor(random(3))),
    () => foreign(pick(names)),
    () => started.push(read(pick(names))),
    () => started.push(read(pick(names))),
    () => started.push(list()),
    () => (random(6) < 1 ? here.relist() : here.settle()),
    () => here.bookmark(),
    () => here.settle(),
  ];
  const foreign = (name: string) => {
    const known = server.objects.has(`default/${name}`);
    if (!known) server.create(thing(name, "theirs"));
    else if (random(2) < 1) server.delete(at(name));
    else server.patch(at(name), { spec: { value: `theirs ${++value}` } });
  };
  for (let step = 0; step < steps; step++) {
    await pick(actions)();
    await here.settle();
  }
  while (server.held.length > 0) {
    finish(server.held[0]!);
    await here.settle();
  }
  await Promise.all(started);
  await here.bookmark();
  await Promise.all([...names.map(read), list()]);
  await here.stop();
  return wrong;
}

test(`in ${seeds} random orders of writes, answers, events and lists, no read is older than an own write before it`, async () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const found = await run(seed);
    wrong.push(...found.map((text) => `seed ${seed}: ${text}`));
  }
  expect(wrong).toEqual([]);
});

function describe(found: Observed<Thing> | undefined): string {
  return found ? `version ${found.metadata.resourceVersion}` : "none";
}

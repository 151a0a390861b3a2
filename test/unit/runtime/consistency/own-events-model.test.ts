import { expect, test } from "vitest";
import { at, thing } from "./consistency-harness.ts";
import { Thing, type HeldWrite } from "./model-server.ts";
import { bound, startOwnEvents, type Handler } from "./own-events-harness.ts";

const names = ["a", "b", "c"];
const seeds = 100;
const steps = 100;

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

/**
 * Runs that write to their own object and to others, others that write too, events, answers that come late, out of order or never, and lists made anew, in
 * an order made of the seed. In the end each object must have been reconciled at or after the last change that no run of it has made.
 */
async function run(seed: number): Promise<{ wrong: string[]; ignored: number }> {
  const random = randomOf(seed);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random(items.length))]!;
  /** The newest version that a run of each object has seen. */
  const seen = new Map<string, number>();
  let budget = 40;
  let value = 0;
  const main: Handler = async (context) => {
    const { client, request, object } = context;
    const { name } = request;
    seen.set(name, Math.max(seen.get(name) ?? 0, Number(object.metadata.resourceVersion)));
    if (--budget <= 0) return;
    const next = () => ({ value: ++value, by: name });
    const mine = (other: string) => ({ ...thing(other), spec: next() });
    const actions: (() => Promise<unknown>)[] = [
      () => client.update(Thing, bound(context, ++value)),
      async () => {
        const written = await client.update(Thing, bound(context, ++value));
        await client.update(Thing, bound({ ...context, object: written }, ++value));
      },
      () => client.patch(Thing, at(name), { merge: { spec: next() } }),
      () => client.apply(Thing, mine(pick(names))),
      // what others write, too: it may be so already, and be answered with their version
      () => client.patch(Thing, at(name), { merge: { spec: { by: "theirs" } } }),
      () => client.create(Thing, mine(pick(names))),
      () => client.delete(Thing, at(pick(names))),
      async () => {
        const other = await client.get(Thing, at(pick(names)));
        await client.update(Thing, bound({ ...context, object: other }, ++value));
      },
      () => Promise.resolve(),
    ];
    await pick(actions)();
  };
  const here = await startOwnEvents({ main }, { objects: [thing("a", 0), thing("b", 0)], workers: 2 });
  const { server } = here;
  server.holding = true;
  const finish = (write: HeldWrite) => {
    server.held.splice(server.held.indexOf(write), 1);
    if (random(6) < 1) {
      if (random(2) < 1) write.commit();
      write.lose();
    } else write.answer();
  };
  const foreign = (name: string) => {
    if (!server.objects.has(`default/${name}`)) server.create(thing(name, "theirs"));
    else if (random(4) < 1) server.delete(at(name));
    else if (random(3) < 1) server.patch(at(name), { spec: { by: "theirs" } });
    else server.patch(at(name), { spec: { value: ++value, by: "theirs" } });
  };
  const actions: (() => unknown)[] = [
    () => server.held.length > 0 && pick(server.held).commit(),
    () => server.held.length > 0 && finish(pick(server.held)),
    () => server.held.length > 0 && finish(pick(server.held)),
    () => here.deliver(1 + Math.floor(random(3))),
    () => here.deliver(1),
    () => random(2) < 1 && foreign(pick(names)),
    () => random(6) < 1 && here.relist(),
    () => here.clock.advance(random(20)),
  ];
  for (let step = 0; step < steps; step++) {
    await pick(actions)();
    await here.settle();
  }
  for (let calm = 0; calm < 3; calm++) {
    while (server.held.length > 0 || server.behind > 0) {
      if (server.held.length > 0) finish(server.held[0]!);
      await here.deliver();
      await here.clock.advance(100);
    }
    await here.clock.advance(10_000);
  }
  const wrong = [...server.objects.values()].flatMap(({ metadata: { name } }) => {
    const others = server.history.filter(({ event: { type, object } }) => {
      const { metadata, spec } = object as Thing;
      return metadata?.name === name && (type === "DELETED" || spec?.by !== name);
    });
    const last = others.at(-1)?.version ?? 0;
    return (seen.get(name) ?? 0) >= last ? [] : [`seed ${seed}: ${name} changed at ${last}, and no run came`];
  });
  const ignored = here.ignored.length;
  await here.stop();
  return { wrong, ignored };
}

test(`in ${seeds} random orders of writes, answers, events and lists, each object is reconciled after the last change that is not its own`, async () => {
  const wrong: string[] = [];
  let ignored = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const found = await run(seed);
    wrong.push(...found.wrong);
    ignored += found.ignored;
  }
  expect(wrong).toEqual([]);
  // or it would prove nothing
  expect(ignored).toBeGreaterThan(seeds);
});

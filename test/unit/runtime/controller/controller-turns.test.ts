import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { channel } from "../../../../src/runtime/source/channel.ts";
import { noting, startController, Widget, widget } from "./controller-harness.ts";

/** A clock on which work takes time, and the turns that the event loop took. */
class WorkClock extends VirtualClock {
  turns = 0;
  #worked = 0;
  #counting = true;

  constructor() {
    super();
    const turn = () => {
      this.turns++;
      if (this.#counting) setImmediate(turn);
    };
    setImmediate(turn);
  }

  work(ms: number): void {
    this.#worked += ms;
  }

  override monotonic(): number {
    return super.monotonic() + this.#worked;
  }

  stopCounting(): void {
    this.#counting = false;
  }
}

/** The most that happened within one turn of the event loop. */
function most(turns: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const turn of turns) counts.set(turn, (counts.get(turn) ?? 0) + 1);
  return Math.max(...counts.values());
}

const names = Array.from({ length: 100 }, (_, index) => `w${index}`);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test.each([1, 4])(
  "runs that wait for nothing let the event loop turn once their time is up, with %d workers",
  async (workers) => {
    const clock = new WorkClock();
    const ran: number[] = [];
    const built = controller(Widget).reconcile(() => {
      ran.push(clock.turns);
      clock.work(1);
    });
    const at = await startController(built, { clock, workers, objects: names.map((name) => widget(name)) });
    await until(() => ran.length === names.length);
    expect(most(ran)).toBeLessThanOrEqual(8 + workers);
    // and no more often than that
    expect(new Set(ran).size).toBeLessThan(names.length / 4);
    clock.stopCounting();
    await at.stop();
  },
);

test("a generator that always has one more event lets the event loop turn, and ends with the stop", async () => {
  const clock = new WorkClock();
  const taken: number[] = [];
  async function* endless() {
    for (;;) {
      taken.push(clock.turns);
      clock.work(1);
      yield await Promise.resolve("a");
    }
  }
  const { built } = noting();
  const at = await startController(
    built.watchesRawSource(endless, () => []),
    { clock },
  );
  await until(() => taken.length >= 100);
  expect(most(taken)).toBeLessThanOrEqual(9);
  await at.stop();
  const ended = taken.length;
  await until(() => clock.turns > 50);
  expect(taken).toHaveLength(ended);
  clock.stopCounting();
});

test("a sender that waits for a channel alone lets the event loop turn", async () => {
  const clock = new WorkClock();
  const events = channel<number>({ buffer: 4 });
  const taken: number[] = [];
  const { built } = noting();
  const at = await startController(
    built.watchesRawSource(events, () => {
      taken.push(clock.turns);
      clock.work(1);
      return [];
    }),
    { clock },
  );
  for (let event = 0; event < 100; event++) await events.send(event);
  await until(() => taken.length === 100);
  expect(most(taken)).toBeLessThanOrEqual(9);
  clock.stopCounting();
  await at.stop();
});

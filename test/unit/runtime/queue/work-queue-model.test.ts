import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { WorkQueue } from "../../../../src/runtime/queue/work-queue.ts";

interface Entry {
  priority: number;
  order: number;
  readyAt: number | undefined;
}

/** What the queue is to do, by the slow and obvious way: a set of keys that wait, a set that are worked on. */
class Model {
  readonly dirty = new Map<string, Entry>();
  readonly processing = new Set<string>();
  now = 0;
  #order = 0;

  add(key: string, after: number, priority: number): void {
    const readyAt = after > 0 ? this.now + after : undefined;
    const known = this.dirty.get(key);
    if (!known) {
      this.dirty.set(key, { priority, order: this.#order++, readyAt });
      return;
    }
    if (priority > known.priority) Object.assign(known, { priority, order: this.#order++ });
    if (known.readyAt !== undefined && (readyAt === undefined || readyAt < known.readyAt))
      known.readyAt = readyAt;
  }

  next(): string | undefined {
    const [first] = [...this.dirty]
      .filter(([key, { readyAt }]) => readyAt === undefined && !this.processing.has(key))
      .sort(([, a], [, b]) => b.priority - a.priority || a.order - b.order);
    return first?.[0];
  }

  get(key: string): void {
    this.dirty.delete(key);
    this.processing.add(key);
  }

  advance(ms: number): void {
    this.now += ms;
    const due = [...this.dirty.values()]
      .filter(({ readyAt }) => readyAt !== undefined && readyAt <= this.now)
      .sort((a, b) => (a.readyAt ?? 0) - (b.readyAt ?? 0) || a.order - b.order);
    for (const entry of due) Object.assign(entry, { readyAt: undefined, order: this.#order++ });
  }
}

const key = fc.constantFrom("a", "b", "c", "d");
const step = fc.oneof(
  fc.record({
    do: fc.constant("add" as const),
    key,
    after: fc.constantFrom(0, 0, 10, 20, 50),
    priority: fc.constantFrom(-100, 0, 1),
  }),
  fc.record({ do: fc.constant("get" as const) }),
  fc.record({ do: fc.constant("done" as const), key }),
  fc.record({ do: fc.constant("advance" as const), ms: fc.constantFrom(5, 10, 30) }),
);

test("whatever happens, the queue hands out what the model does, and never a key that is worked on", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new VirtualClock();
      const queue = new WorkQueue({ clock });
      const model = new Model();
      for (const operation of steps) {
        if (operation.do === "add") {
          queue.add(operation.key, { after: operation.after, priority: operation.priority });
          model.add(operation.key, operation.after, operation.priority);
        } else if (operation.do === "done") {
          queue.done(operation.key);
          model.processing.delete(operation.key);
        } else if (operation.do === "advance") {
          await clock.advance(operation.ms);
          model.advance(operation.ms);
        } else {
          const expected = model.next();
          if (expected === undefined) continue;
          expect((await queue.get())?.key).toBe(expected);
          model.get(expected);
        }
        expect(queue.size).toBe(model.dirty.size);
        expect(new Set(queue.processing.keys())).toEqual(model.processing);
      }
      queue.shutDown();
      expect(clock.waiting).toBe(0);
    }),
    { numRuns: 300 },
  );
});

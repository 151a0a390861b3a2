import fc from "fast-check";
import { expect, test } from "vitest";
import { Heap } from "../../../../src/runtime/queue/heap.ts";

function drain<T>(heap: Heap<T>): T[] {
  return Array.from({ length: heap.size }, () => heap.pop() as T);
}

test("an empty heap gives nothing", () => {
  const heap = new Heap<number>((a, b) => a < b);
  expect([heap.peek(), heap.pop(), heap.size]).toEqual([undefined, undefined, 0]);
});

test("whatever is pushed and popped, the least is always first", () => {
  const operations = fc.array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant("pop" as const)));
  fc.assert(
    fc.property(operations, (steps) => {
      const heap = new Heap<number>((a, b) => a < b);
      const model: number[] = [];
      for (const step of steps) {
        if (step === "pop") expect(heap.pop()).toBe(model.shift());
        else {
          heap.push(step);
          model.push(step);
          model.sort((a, b) => a - b);
        }
        expect([heap.peek(), heap.size]).toEqual([model[0], model.length]);
      }
      expect(drain(heap)).toEqual(model);
    }),
  );
});

test("items that are not wanted are dropped, the rest stay in order", () => {
  const heap = new Heap<number>((a, b) => a < b);
  for (const item of [5, 2, 9, 4, 1, 8]) heap.push(item);
  heap.retain((item) => item % 2 === 0);
  expect(drain(heap)).toEqual([2, 4, 8]);
});

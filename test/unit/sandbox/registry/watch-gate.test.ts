import { expect, test } from "vitest";
import { WatchGate } from "../../../../src/sandbox/registry/watch-gate.ts";

function setUp() {
  const gate = new WatchGate();
  const told: number[] = [];
  const pass = (revision: number, collection = "pods") =>
    gate.pass({ collection, revision }, () => told.push(revision));
  return { gate, told, pass };
}

test("what is later waits, of that collection alone, and is told in order", () => {
  const { gate, told, pass } = setUp();
  const letGo = gate.freeze("pods", 5);
  pass(5);
  pass(6);
  pass(7, "nodes");
  pass(8);
  expect(told).toEqual([5, 7]);
  expect(gate.revisionOf("pods")).toBe(5);
  letGo();
  expect(told).toEqual([5, 7, 6, 8]);
  pass(9);
  expect(told.at(-1)).toBe(9);
  expect(gate.revisionOf("pods")).toBeUndefined();
});

test("two hold it until both have let go; letting go twice is letting go once", () => {
  const { gate, told, pass } = setUp();
  const [first, second] = [gate.freeze("pods", 5), gate.freeze("pods", 9)];
  expect(gate.revisionOf("pods")).toBe(5);
  pass(6);
  first();
  first();
  expect(told).toEqual([]);
  second();
  expect(told).toEqual([6]);
});

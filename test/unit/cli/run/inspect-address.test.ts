import { expect, test } from "vitest";
import { readInspect } from "../../../../src/cli/run/inspect-address.ts";

test.each([
  ["9230", "9230"],
  ["localhost", "localhost:9229"],
  ["0.0.0.0:1", "0.0.0.0:1"],
  ["[::1]:9229", "[::1]:9229"],
  ["[::1]", "[::1]:9229"],
])("%s is an address, with Node's port where none is named", (inspect, address) => {
  expect(readInspect({ inspect })).toEqual([`--inspect=${address}`]);
  expect(readInspect({ inspectBrk: inspect })).toEqual([`--inspect-brk=${address}`]);
});

test.each(["", "0", "65536", ":9229", "a:b", "host:", "http://host:1"])("%j is none", (inspect) => {
  expect(() => readInspect({ inspect })).toThrow(
    `cannot read --inspect "${inspect}": expected PORT, HOST or HOST:PORT`,
  );
});

test("one of them at most", () => {
  expect(readInspect({})).toEqual([]);
  expect(() => readInspect({ inspect: "1", inspectBrk: "1" })).toThrow("exclude each other");
});

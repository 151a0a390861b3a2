import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadScript } from "../../../../src/generate/cache/load-script.ts";

let folder = "";
let cache = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubewright-script-"));
  cache = join(folder, "cache");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Loads a file of this text, as a process of its own would: nothing is loaded yet. */
function load(text: string, name: string): unknown {
  const file = join(folder, name);
  writeFileSync(file, text);
  return loadScript(file, { folder: cache, later: (keep) => keep() });
}

const answer = (value: string) => `exports.answer = function () { return ${JSON.stringify(value)}; };`;

function answerOf(loaded: unknown): string {
  return (loaded as { answer: () => string }).answer();
}

function entries(): string[] {
  return readdirSync(cache).sort();
}

test("a script runs as a module does, and its compiled code is kept", () => {
  const file = join(folder, "module.js");
  writeFileSync(
    file,
    "module.exports = { file: __filename, join: require('node:path').join('a', 'b'), self: this === exports };",
  );
  expect(loadScript(file, { folder: cache, later: (keep) => keep() })).toEqual({
    file,
    join: join("a", "b"),
    self: true,
  });
  expect(entries()).toHaveLength(1);
});

test("a script is run once in a process", () => {
  const first = load("module.exports = { made: {} };", "once.js");
  expect(loadScript(join(folder, "once.js"), { folder: cache })).toBe(first);
});

test("kept code is used for the same text only: one byte more or other is another entry", () => {
  expect(answerOf(load(answer("one"), "a.js"))).toBe("one");
  mkdirSync(join(folder, "other"));
  expect(answerOf(load(answer("two"), "other/a.js"))).toBe("two");
  expect(entries()).toHaveLength(2);
  mkdirSync(join(folder, "again"));
  expect(answerOf(load(answer("one"), "again/a.js"))).toBe("one");
  expect(entries()).toHaveLength(2);
});

test.each([
  ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ["empty", () => Buffer.alloc(0)],
  ["no cache at all", () => Buffer.from("no cache")],
  [
    "damaged in one bit",
    (bytes: Buffer) => bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte)),
  ],
  ["of a checksum that is right and data that is not", () => Buffer.from([0, 0, 0, 0])],
] as const)("an entry that is %s is passed over and written anew", (_what, damage) => {
  load(answer("kept"), "a.js");
  const [name = ""] = entries();
  const whole = readFileSync(join(cache, name));
  writeFileSync(join(cache, name), damage(whole));
  mkdirSync(join(folder, "next"));
  expect(answerOf(load(answer("kept"), "next/a.js"))).toBe("kept");
  expect(entries()).toEqual([name]);
  expect(readFileSync(join(cache, name)).length).toBeGreaterThan(100);
});

test("runs with other flags have an entry of their own, and do not replace that of runs without", () => {
  load(answer("same"), "a.js");
  vi.stubEnv("NODE_OPTIONS", "--max-old-space-size=4096");
  mkdirSync(join(folder, "flags"));
  load(answer("same"), "flags/a.js");
  vi.unstubAllEnvs();
  expect(entries()).toHaveLength(2);
});

test("a cache that cannot be written costs time, not the run", () => {
  writeFileSync(cache, "a file where the folder should be");
  expect(answerOf(load(answer("fine"), "a.js"))).toBe("fine");
});

test("text beyond ASCII stays what it is", () => {
  expect(answerOf(load(answer("größer ✓"), "a.js"))).toBe("größer ✓");
  mkdirSync(join(folder, "next"));
  expect(answerOf(load(answer("größer ✓"), "next/a.js"))).toBe("größer ✓");
});

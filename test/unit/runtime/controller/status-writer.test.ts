import { expect, test } from "vitest";
import { TerminalError } from "../../../../src/runtime/controller/terminal-error.ts";
import { collectStatus } from "../../../../src/runtime/controller/status-writer.ts";
import { widget, type Widget } from "./controller-harness.ts";

const now = Date.UTC(2026, 0, 2);
const collect = (status?: Widget["status"], generation = 1) =>
  collectStatus<Widget>(widget("a", { metadata: { generation }, ...(status ? { status } : {}) }), {
    now: () => now,
  });
const patchOf = (status: ReturnType<typeof collect>) =>
  (status.patch() as { status: object } | undefined)?.status;

test("fields left out stay, undefined removes, at every depth; lists are replaced", () => {
  const status = collectStatus<never>(
    { ...widget("a"), status: { a: { b: { c: 1, d: 2 }, e: [1, 2] }, f: 1 } } as never,
    { now: () => now },
  );
  status.set({ a: { b: { c: 3, d: undefined }, e: [9] }, f: undefined, g: { h: 1 } } as never);
  expect((status.patch() as { status: object }).status).toEqual({
    a: { b: { c: 3, d: null }, e: [9] },
    f: null,
    g: { h: 1 },
  });
});

test("nothing set, or set back to what it was, is nothing to write", () => {
  const status = collect({ phase: "A", counts: { ready: 1 } });
  expect(status.patch()).toBeUndefined();
  status.set({ phase: "B", counts: {} });
  status.set({ phase: "A" });
  expect(status.patch()).toBeUndefined();
});

test("what was given is copied: later changes of it are not written", () => {
  const counts = { ready: 1 };
  const status = collect();
  status.set({ counts });
  counts.ready = 2;
  expect(patchOf(status)).toEqual({ counts: { ready: 1 } });
});

test("names that objects inherit are names like any other", () => {
  const status = collect();
  status.set(JSON.parse('{"constructor": {"x": 1}, "__proto__": {"y": 2}}') as never);
  expect(JSON.stringify(patchOf(status))).toBe('{"constructor":{"x":1},"__proto__":{"y":2}}');
});

test("a condition's transition time moves only with its status; its generation is the object's", () => {
  const before = {
    type: "Ready",
    status: "False",
    reason: "Waiting",
    message: "",
    observedGeneration: 1,
    lastTransitionTime: "2020-01-01T00:00:00Z",
  };
  const same = collect({ conditions: [before] }, 2);
  same.condition("Ready", false, "StillWaiting", "for a Pod");
  expect(patchOf(same)).toEqual({
    conditions: [{ ...before, reason: "StillWaiting", message: "for a Pod", observedGeneration: 2 }],
  });
  const turned = collect({ conditions: [before] });
  turned.condition("Ready", "Unknown", "Lost");
  turned.condition("Other", true, "New");
  expect(patchOf(turned)).toMatchObject({
    conditions: [
      { type: "Ready", status: "Unknown", lastTransitionTime: "2026-01-02T00:00:00Z" },
      { type: "Other", status: "True", lastTransitionTime: "2026-01-02T00:00:00Z" },
    ],
  });
});

const was = (status: "True" | "False") => ({
  type: "Ready",
  status,
  reason: "Before",
  message: "",
  observedGeneration: 1,
  lastTransitionTime: "2020-01-01T00:00:00Z",
});

test("a condition that ends as it began has not moved, whatever a run said in between", () => {
  const status = collect({ conditions: [was("True")] });
  status.condition("Ready", false, "Starting");
  status.condition("Ready", true, "Before");
  expect(status.patch()).toBeUndefined();
});

test("a summary is made when the run ends, of what the conditions are then", () => {
  const status = collect();
  status.summary("Ready", ["A", "B"]);
  status.condition("A", true, "Fine");
  status.condition("B", false, "Starting", "no Pods");
  expect(patchOf(status)).toMatchObject({
    conditions: [
      { type: "A" },
      { type: "B" },
      { type: "Ready", status: "False", reason: "Starting", message: "B: no Pods", observedGeneration: 1 },
    ],
  });
});

test("a condition is taken away; one that is not there is nothing to write", () => {
  const status = collect({ conditions: [was("True")] });
  status.removeCondition("Other");
  expect(status.patch()).toBeUndefined();
  status.removeCondition("Ready");
  expect(patchOf(status)).toEqual({ conditions: [] });
});

test("an error is put into a condition only where that was asked for", () => {
  const silent = collect();
  silent.failed(new Error("no"));
  expect(silent.patch()).toBeUndefined();
  const status = collect({ conditions: [was("True")] });
  status.onError("Ready");
  status.onError("Synced", "ApplyFailed");
  status.failed(new TerminalError("the image is empty"));
  expect(patchOf(status)).toMatchObject({
    conditions: [
      { type: "Ready", status: "False", reason: "TerminalError", message: "the image is empty" },
      { type: "Synced", status: "False", reason: "ApplyFailed" },
    ],
  });
});

test("a reason that the server would refuse fails where it is given", () => {
  expect(() => collect().condition("Ready", true, "all is well")).toThrow('reason is "all is well"');
});

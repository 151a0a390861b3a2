import { expect, test } from "vitest";
import { microTimeText, setCondition, timeText } from "../../../src/kube/condition.ts";

const noon = new Date("2026-01-01T12:00:00.123Z");
const later = new Date("2026-01-01T13:00:00Z");
const ready = { type: "Ready", status: "False", reason: "Waiting", message: "" } as const;

test("a new condition gets the time of now", () => {
  expect(setCondition([], ready, noon)).toEqual([{ ...ready, lastTransitionTime: "2026-01-01T12:00:00Z" }]);
});

test("the transition time stays while the status does, though reason and message change", () => {
  const first = setCondition([], ready, noon);
  const second = setCondition(first, { ...ready, reason: "StillWaiting", observedGeneration: 2 }, later);
  expect(second).toEqual([
    { ...ready, reason: "StillWaiting", observedGeneration: 2, lastTransitionTime: "2026-01-01T12:00:00Z" },
  ]);
});

test("the transition time moves with the status", () => {
  const first = setCondition([], ready, noon);
  const [second] = setCondition(first, { ...ready, status: "True" }, later);
  expect(second?.lastTransitionTime).toBe("2026-01-01T13:00:00Z");
});

test("other conditions, their order and the input are left alone", () => {
  const first = setCondition(setCondition([], ready, noon), { ...ready, type: "Degraded" }, noon);
  const copy = structuredClone(first);
  const second = setCondition(first, { ...ready, status: "True" }, later);
  expect(second.map((condition) => condition.type)).toEqual(["Ready", "Degraded"]);
  expect(second[1]).toBe(first[1]);
  expect(first).toEqual(copy);
});

test("times are written as the wire has them", () => {
  expect(timeText(noon)).toBe("2026-01-01T12:00:00Z");
  expect(microTimeText(noon)).toBe("2026-01-01T12:00:00.123000Z");
});

import { expect, test } from "vitest";
import { checkCondition } from "../../../src/kube/check-condition.ts";
import { removeCondition, type Condition } from "../../../src/kube/condition.ts";
import { conditionOf, isTrue, summarizeConditions } from "../../../src/kube/read-condition.ts";

const condition = (type: string, status: Condition["status"], more: Partial<Condition> = {}): Condition => ({
  type,
  status,
  reason: `${type}Reason`,
  message: "",
  lastTransitionTime: "2026-01-01T00:00:00Z",
  ...more,
});

test("a condition is found by its type", () => {
  const object = { status: { conditions: [condition("A", "True"), condition("B", "False")] } };
  expect(conditionOf(object, "B")?.status).toBe("False");
  expect(conditionOf(object, "C")).toBeUndefined();
  expect(conditionOf({}, "A")).toBeUndefined();
});

test("what is true of an older spec is not true", () => {
  const of = (observedGeneration: number | undefined, status: { observedGeneration?: number } = {}) => ({
    metadata: { generation: 2 },
    status: {
      ...status,
      conditions: [
        condition("Ready", "True", observedGeneration === undefined ? {} : { observedGeneration }),
      ],
    },
  });
  expect(isTrue(of(2), "Ready")).toBe(true);
  expect(isTrue(of(1), "Ready")).toBe(false);
  expect(isTrue(of(undefined), "Ready")).toBe(true);
  // a Deployment says it for all of its conditions at once
  expect(isTrue(of(undefined, { observedGeneration: 1 }), "Ready")).toBe(false);
  expect(isTrue(of(undefined, { observedGeneration: 2 }), "Ready")).toBe(true);
  expect(isTrue({ status: { conditions: [condition("Ready", "Unknown")] } }, "Ready")).toBe(false);
});

test("a summary is true when all are, false when one is, else unknown, and names what is in the way", () => {
  const all = [condition("A", "True"), condition("B", "True")];
  expect(summarizeConditions(all, ["A", "B"], 1)).toEqual({ status: "True", reason: "AllTrue", message: "" });
  const waiting = [condition("A", "Unknown"), condition("B", "False", { message: "no Pods" })];
  expect(summarizeConditions(waiting, ["A", "B"], 1)).toEqual({
    status: "False",
    reason: "BReason",
    message: "B: no Pods",
  });
  expect(summarizeConditions(all, ["A", "C"], 1)).toMatchObject({ status: "Unknown", reason: "NotSet" });
  const old = [condition("A", "False", { observedGeneration: 1 })];
  expect(summarizeConditions(old, ["A"], 2)).toMatchObject({ status: "Unknown", reason: "Outdated" });
});

test("a condition is taken away, and no other", () => {
  expect(removeCondition([condition("A", "True"), condition("B", "True")], "A")).toEqual([
    condition("B", "True"),
  ]);
});

test.each([
  ["A reason", { reason: "not one word" }],
  ["A reason", { reason: "" }],
  ["A reason", { reason: "Ends," }],
  ["A reason", { reason: "1st" }],
  ["A reason", { reason: "R".repeat(1025) }],
  ["a status", { status: "Maybe" as never }],
  ["a type", { type: "" }],
  ["a type", { type: "Not Ready" }],
  ["a type", { type: "T".repeat(317) }],
  ["a message", { message: "m".repeat(32_769) }],
])("%s that the API server would refuse is refused: %j", (_, wrong) => {
  expect(() => checkCondition({ ...condition("Ready", "True"), ...wrong })).toThrow(/^cannot set condition/);
});

test("the bounds themselves are allowed, characters beyond the basic plane count once", () => {
  const fine = { reason: `R${"x".repeat(1023)}`, message: "😀".repeat(32_768), type: "example.com/Ready" };
  expect(() => checkCondition({ ...condition("Ready", "True"), ...fine })).not.toThrow();
  expect(() => checkCondition({ ...condition("Ready", "True"), reason: "A,b:C_1" })).not.toThrow();
});

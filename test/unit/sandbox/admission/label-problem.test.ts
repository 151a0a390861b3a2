import { describe, expect, it } from "vitest";
import {
  hasLooseValues,
  shownSelector,
  validateLabels,
  validateLabelSelector,
} from "../../../../src/sandbox/admission/label-problem.ts";

const texts = (selector: unknown, looseValues = false) =>
  validateLabelSelector(selector, { at: "s", looseValues }).map(
    ({ field, message }) => `${field}: ${message}`,
  );

describe("labels", () => {
  it("reports keys and values at the map", () => {
    const [key, value] = validateLabels({ "-a": "b-" }, "labels");
    expect(key).toMatchObject({ field: "labels", type: "FieldValueInvalid" });
    expect(key?.message).toContain('Invalid value: "-a": name part must consist of');
    expect(value?.message).toContain('Invalid value: "b-": a valid label must be an empty string');
  });

  it("counts bytes where the server's newer rules do", () => {
    expect(validateLabels({ a: "x".repeat(64) }, "labels")[0]?.message).toMatch(
      /must be no more than 63 bytes$/,
    );
  });
});

describe("label selectors", () => {
  it("needs values for In and NotIn, and none for the others", () => {
    const expression = (operator: string, values?: string[]) => ({
      matchExpressions: [{ key: "a", operator, ...(values ? { values } : {}) }],
    });
    expect(texts(expression("In"))).toEqual([
      "s.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ]);
    expect(texts(expression("Exists", ["b"]))).toEqual([
      "s.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    ]);
    expect(texts(expression("Like", ["b"]))).toEqual([
      's.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator',
    ]);
    expect(texts(expression("NotIn", ["b", "c"]))).toEqual([]);
  });

  it("says where a key or a value is no label, and lets old values be", () => {
    const selector = { matchExpressions: [{ key: "", operator: "In", values: ["ok", "not ok"] }] };
    expect(texts(selector)).toEqual([
      's.matchExpressions[0].key: Invalid value: "": name part must be non-empty',
      expect.stringMatching(/^s\.matchExpressions\[0\]\.key: Invalid value: "": name part must consist/),
      expect.stringMatching(/^s\.matchExpressions\[0\]\.values\[1\]: Invalid value: "not ok": a valid label/),
    ]);
    expect(texts(selector, true)).toHaveLength(2);
    expect(hasLooseValues(selector)).toBe(true);
    expect(hasLooseValues({ matchExpressions: [{ key: "a", operator: "In", values: ["ok"] }] })).toBe(false);
  });

  it("accepts an absent one", () => {
    expect(texts(undefined)).toEqual([]);
  });

  it("is shown in the order in which Go writes it", () => {
    const selector = {
      matchExpressions: [{ values: ["v"], operator: "In", key: "k" }],
      matchLabels: { b: "1", a: "2" },
    };
    expect(JSON.stringify(shownSelector(selector))).toBe(
      '{"matchLabels":{"a":"2","b":"1"},"matchExpressions":[{"key":"k","operator":"In","values":["v"]}]}',
    );
    expect(shownSelector(undefined)).toBeUndefined();
  });
});

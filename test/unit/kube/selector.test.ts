import { expect, test } from "vitest";
import {
  labelRequirements,
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
} from "../../../src/kube/selector.ts";

const labels = { app: "web", tier: "front", version: "12" };

test.each([
  ["", true],
  ["app=web", true],
  ["app==web", true],
  ["app = web , tier = front", true],
  ["app!=web", false],
  ["missing!=web", true],
  ["app", true],
  ["missing", false],
  ["!missing", true],
  ["!app", false],
  ["app in (api, web)", true],
  ["app in (api)", false],
  ["app notin (api),tier", true],
  ["missing notin (a)", true],
  ["version>11", true],
  ["version<11", false],
  ["app>1", false],
  ["app=", false],
  ["example.com/part-of=x", false],
])("%j selects: %s", (text, selected) => {
  expect(matchesLabels(parseLabelSelector(text), labels)).toBe(selected);
});

test.each(["app in web", "=x", "app=web,", ",app", "app==web=x", "app in (a", "version>x", "a b"])(
  "%j is refused",
  (text) => {
    expect(() => parseLabelSelector(text)).toThrowError(/cannot read label selector/);
  },
);

test("a LabelSelector's labels and expressions must all hold", () => {
  const selector = {
    matchLabels: { app: "web" },
    matchExpressions: [
      { key: "tier", operator: "NotIn", values: ["back"] },
      { key: "x", operator: "DoesNotExist" },
    ],
  };
  expect(matchesLabels(labelRequirements(selector), labels)).toBe(true);
  expect(matchesLabels(labelRequirements(selector), { ...labels, x: "" })).toBe(false);
  expect(matchesLabels(labelRequirements({}), {})).toBe(true);
});

test("a label named like something inherited is only a label", () => {
  expect(matchesLabels(parseLabelSelector("constructor"), {})).toBe(false);
});

const read = (field: string) => ({ "metadata.name": "web", "status.phase": "Running" })[field];

test.each([
  ["", true],
  ["metadata.name=web", true],
  ["metadata.name==web,status.phase!=Failed", true],
  ["metadata.name=api", false],
  ["spec.nodeName=", true],
  ["spec.nodeName!=a", true],
])("field selector %j selects: %s", (text, selected) => {
  expect(matchesFields(parseFieldSelector(text), read)).toBe(selected);
});

test("escaped commas and equals signs belong to the value", () => {
  expect(parseFieldSelector("a=x\\,y\\=z\\\\")).toEqual([{ field: "a", equal: true, value: "x,y=z\\" }]);
});

test.each(["metadata.name", "=web", "a=b=c"])("field selector %j is refused", (text) => {
  expect(() => parseFieldSelector(text)).toThrowError(/cannot read field selector/);
});

import { expect, test } from "vitest";
import { fieldAt, parseFieldSelector } from "../../../../src/sandbox/registry/field-selector.ts";

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a" },
  spec: { nodeName: "n1", hostNetwork: true },
  status: {},
};
const paths = ["metadata.name", "spec.hostNetwork", "status.phase"];
const indexed = { ...fieldAt("spec.nodeName"), indexed: true };
const options = {
  fields: new Map([
    ...paths.map((path) => [path, fieldAt(path)] as const),
    ["spec.nodeName", indexed],
    ["spec.host", indexed],
  ]),
  unknown: (field: string) => `not ${field}`,
};

test.each([
  ["", true],
  [",", true],
  ["metadata.name=a", true],
  ["metadata.name==a,spec.nodeName=n1", true],
  ["spec.nodeName!=n1", false],
  ["spec.host=n1", true],
  ["status.phase=", true],
  ["status.phase!=Running", true],
  ["spec.hostNetwork=true", true],
  ["metadata.name=a\\,b", false],
])("%s matches: %s", (selector, matches) => {
  expect(parseFieldSelector(selector, options).matches(pod)).toBe(matches);
});

test("fields that a resource does not offer are refused, in the resource's own words, the first by the alphabet", () => {
  expect(() => parseFieldSelector("spec.x=1", options)).toThrow("not spec.x");
  expect(() => parseFieldSelector("b=1,a=1", options)).toThrow("not a");
});

test("a term without an operator is refused", () => {
  expect(() => parseFieldSelector("metadata.name", options)).toThrow(
    "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
  );
});

test("what a field must be is known where one value is asked for", () => {
  const selector = parseFieldSelector("metadata.name=a,status.phase!=Failed,spec.host=n2", options);
  expect(selector.exact("metadata.name")).toBe("a");
  expect(selector.exact("spec.nodeName")).toBe("n2");
  expect(selector.exact("status.phase")).toBeUndefined();
  expect(selector.index?.(pod)).toBe(false);
  expect(parseFieldSelector("spec.host!=n2", options).index).toBeUndefined();
  expect(parseFieldSelector(",", options).isEmpty).toBe(true);
});

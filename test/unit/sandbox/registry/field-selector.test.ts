import { expect, test } from "vitest";
import { parseFieldSelector } from "../../../../src/sandbox/registry/field-selector.ts";

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a" },
  spec: { nodeName: "n1", hostNetwork: true },
  status: {},
};
const options = {
  fields: ["metadata.name", "spec.nodeName", "spec.hostNetwork", "status.phase"],
  unknown: (field: string) => `not ${field}`,
};

test.each([
  ["", true],
  ["metadata.name=a", true],
  ["metadata.name==a,spec.nodeName=n1", true],
  ["spec.nodeName!=n1", false],
  ["status.phase=", true],
  ["status.phase!=Running", true],
  ["spec.hostNetwork=true", true],
  ["metadata.name=a\\,b", false],
])("%s matches: %s", (selector, matches) => {
  expect(parseFieldSelector(selector, options)(pod)).toBe(matches);
});

test("fields that a resource does not offer are refused, in the resource's own words", () => {
  expect(() => parseFieldSelector("spec.x=1", options)).toThrow("not spec.x");
});

test("a term without an operator is refused", () => {
  expect(() => parseFieldSelector("metadata.name", options)).toThrow(
    "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
  );
});

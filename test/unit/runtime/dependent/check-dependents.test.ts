import { expect, test } from "vitest";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import { orderDependents } from "../../../../src/runtime/dependent/check-dependents.ts";
import type { DependentDefinition } from "../../../../src/runtime/dependent/dependent.ts";

const dependent = (name: string, ...dependsOn: string[]): DependentDefinition => ({
  name,
  resource: ConfigMap,
  many: false,
  dependsOn,
});
const order = (...dependents: DependentDefinition[]) =>
  orderDependents("widget", dependents).map(({ name }) => name);

test("each comes after those that it depends on, otherwise they stay as they are declared", () => {
  expect(order(dependent("c", "a"), dependent("b"), dependent("a"))).toEqual(["a", "c", "b"]);
  expect(order(dependent("b"), dependent("a"))).toEqual(["b", "a"]);
});

test.each([
  ["two of one name", [dependent("a"), dependent("a")], 'two dependents are named "a"'],
  [
    "a cycle",
    [dependent("x"), dependent("a", "b"), dependent("b", "c"), dependent("c", "a")],
    "a → b → c → a",
  ],
  ["one that depends on itself", [dependent("a", "a")], "a → a"],
  [
    "an unknown one",
    [dependent("config"), dependent("b", "confg")],
    'depends on "confg", which does not exist',
  ],
  ["a name that is no label", [dependent("not a name")], 'dependent "not a name" has no usable name'],
  ["a name that is too long for a label", [dependent("x".repeat(57))], "has no usable name"],
])("%s is refused with its name", (_, dependents, message) => {
  expect(() => order(...dependents)).toThrow(message);
  expect(() => order(...dependents)).toThrow(/^cannot set up controller "widget"/);
});

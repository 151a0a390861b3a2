import { expect, test } from "vitest";
import type { CachedListOptions } from "../../../../src/runtime/cache/cached-list-options.ts";
import { isAsked, isWhole } from "../../../../src/runtime/cache/selection-coverage.ts";

const selection = (labelSelector: string, fieldSelector = "") => ({
  namespace: undefined,
  except: [],
  labelSelector,
  fieldSelector,
  transform: undefined,
  managedFields: false,
  resync: 0,
  lazy: false,
});

test("only a selection without selectors is whole", () => {
  expect([selection(""), selection("a"), selection("", "a=b")].map(isWhole)).toEqual([true, false, false]);
});

test.each<[string, string, CachedListOptions, boolean]>([
  ["", "", {}, true],
  ["", "", { labelSelector: "a=b" }, true],
  ["a=b", "", {}, false],
  ["a=b", "", { labelSelector: "a=b" }, true],
  ["a=b", "", { labelSelector: "c,a==b" }, true],
  ["a in (b,c)", "", { labelSelector: "a=b" }, false],
  ["a=b,c", "", { labelSelector: "a=b" }, false],
  ["", "", { fieldSelector: "x=y" }, false],
  ["", "x=y", {}, false],
  ["", "x=y", { fieldSelector: "x=y" }, true],
  ["", "x=y", { fieldSelector: "x==y,z=1" }, false],
  ["", "x=y,z=1", { fieldSelector: "z=1,x=y" }, true],
  ["a", "x=y", { fieldSelector: "x=y", labelSelector: "a" }, true],
  ["a", "x=y", { fieldSelector: "x=y" }, false],
])("a cache of labels %j and fields %j answers %j: %s", (labels, fields, options, answers) => {
  expect(isAsked(selection(labels, fields), options)).toBe(answers);
});

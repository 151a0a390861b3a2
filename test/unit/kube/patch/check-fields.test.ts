import { expect, test } from "vitest";
import { checkFields } from "../../../../src/kube/patch/check-fields.ts";

test.each([
  [undefined, {}],
  [null, {}],
  [{ "f:a": { ".": {}, "f:b": null } }, { "f:a": { ".": {}, "f:b": {} } }],
  [
    { ".": {}, 'k:{"a":1}': {}, 'v:"a"': {}, "i:-1": {} },
    { 'k:{"a":1}': {}, 'v:"a"': {}, "i:-1": {} },
  ],
  [{ "x:later": { "f:a": {} } }, {}],
])("%j are fields", (fields, expected) => {
  expect(checkFields(fields)).toEqual(expected);
});

test.each([
  ["a"],
  [[]],
  [1],
  [{ a: {} }],
  [{ ":": {} }],
  [{ "f:a": 1 }],
  [{ "f:a": { "k:[": {} } }],
  [{ "v:": {} }],
  [{ "i:a": {} }],
  [{ "i:99999999999999999999": {} }],
])("%j are none", (fields) => {
  expect(checkFields(fields)).toBeUndefined();
});

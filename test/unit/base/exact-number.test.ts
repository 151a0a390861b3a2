import { expect, test } from "vitest";
import { jsonLoss, numberLoss } from "../../../src/base/exact-number.ts";

test.each([
  "0",
  "-5",
  "9007199254740991",
  "9007199254740992",
  "-9007199254740992",
  "9000000000000000000",
  "1e300",
  "1E+20",
  "100000000000000000000",
  "0.1",
  "3.14159265358979323846",
  "0x1F",
  "0x20000000000000",
  "no number",
])("%s is the same number again", (text) => {
  expect(numberLoss(text)).toBeUndefined();
});

test.each([
  ["9007199254740993", "9007199254740992"],
  ["-9007199254740993", "-9007199254740992"],
  ["9223372036854775807", "9223372036854776000"],
  // the double is exact, what would be written of it is not
  ["1152921504606846976", "1152921504606847000"],
  ["9007199254740993.0", "9007199254740992"],
  ["9007199254740993e0", "9007199254740992"],
  ["0x20000000000001", "9007199254740992"],
  ["1e400", "Infinity"],
])("%s would become %s", (text, other) => {
  expect(numberLoss(text)).toBe(
    `${text} would become ${other}: whole numbers are exact up to 9007199254740991 (2^53 - 1)`,
  );
});

test("numbers in JSON are looked at, texts and keys are not", () => {
  expect(
    jsonLoss('{"9007199254740993": ["9007199254740993", 1, -2.5e3, "a\\"9007199254740993"]}'),
  ).toBeUndefined();
  expect(jsonLoss('{"a": [1, {"b": -9007199254740993}]}')).toContain("-9007199254740993 would become");
});

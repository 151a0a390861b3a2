import { expect, test } from "vitest";
import { goNumber } from "../../../src/kube/go-number.ts";

test.each([
  [0, "0"],
  [-12, "-12"],
  [1e15, "1000000000000000"],
  [1.5, "1.5"],
  [123456.5, "123456.5"],
  [1234567.5, "1.2345675e+06"],
  [1e21, "1e+21"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [-1.25e-7, "-1.25e-07"],
])("%d is printed as Go prints it", (value, text) => {
  expect(goNumber(value)).toBe(text);
});

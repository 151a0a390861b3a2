import { expect, test } from "vitest";
import {
  formatRecordedCall,
  parseRecordedCalls,
  type RecordedCall,
} from "../../../src/kube/recorded-calls.ts";

const get: RecordedCall = {
  v: 1,
  verb: "get",
  apiGroup: "apps",
  resource: "deployments",
  namespace: "default",
  name: "web",
  operator: "web-operator",
  by: "run",
};
const path: RecordedCall = { v: 1, verb: "get", path: "/version", operator: "web-operator", by: "test" };

test("what was written is read", () => {
  const text = [get, path].map((call) => `${formatRecordedCall(call)}\n`).join("");
  expect(parseRecordedCalls(text)).toEqual([get, path]);
});

test("equal calls of several runs are one; a refused one is another", () => {
  const refused: RecordedCall = { ...get, refused: true };
  const text = [get, refused, { ...get, by: "test" } as const].map(formatRecordedCall).join("\n");
  expect(parseRecordedCalls(text)).toEqual([{ ...get, by: "test" }, refused]);
});

test("a line that a killed process left half written, or of another format, costs no other", () => {
  const other = JSON.stringify({ ...get, v: 2 });
  expect(
    parseRecordedCalls(`${other}\n[]\n{"v":1,"verb":"x"}\n${formatRecordedCall(get)}\n{"v":1,"ve`),
  ).toEqual([get]);
});

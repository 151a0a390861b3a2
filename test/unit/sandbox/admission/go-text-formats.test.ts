import { expect, test } from "vitest";
import { base64Problem, timeProblem } from "../../../../src/sandbox/admission/go-text-formats.ts";

test.each([
  ["", undefined],
  ["YQ==", undefined],
  ["YWI=", undefined],
  ["YWJj", undefined],
  ["YW\nJj\r\n", undefined],
  ["x", 0],
  ["YWJjx", 4],
  ["YQ", 0],
  ["YQ=", 3],
  ["YQ=%", 2],
  ["Y=", 1],
  ["YQ==x", 4],
  ["Y-==", 1],
  ["!!", 0],
])("%j is no base64 from byte %s on, as Go's decoder counts", (text, position) => {
  const message = position === undefined ? undefined : `illegal base64 data at input byte ${position}`;
  expect(base64Problem(text)).toBe(message);
});

test.each([
  ["2026-01-02T03:04:05Z", undefined],
  ["2026-01-02T03:04:05.5+01:00", undefined],
  ["x", 'cannot parse "x" as "2006"'],
  ["", 'cannot parse "" as "2006"'],
  ["2026-01-02", 'cannot parse "" as "T"'],
  ["2026-01-02T03:04:05", 'cannot parse "" as "Z07:00"'],
])("%j is read as a time, or refused as Go refuses it", (text, problem) => {
  const message = problem && `parsing time "${text}" as "2006-01-02T15:04:05Z07:00": ${problem}`;
  expect(timeProblem(text, { micro: false })).toBe(message);
});

test.each([
  ["2026-13-02T03:04:05Z", "month out of range"],
  ["2026-02-30T03:04:05Z", "day out of range"],
  ["2026-02-20T24:04:05Z", "hour out of range"],
  ["2026-02-20T03:60:05Z", "minute out of range"],
  ["2026-02-20T03:04:60Z", "second out of range"],
  ["2026-02-20T03:04:05Zx", 'extra text: "x"'],
])("%j is no time: %s", (text, problem) => {
  expect(timeProblem(text, { micro: false })).toBe(`parsing time "${text}": ${problem}`);
});

test.each([
  ["2026-01-02T03:04:05.123456Z", undefined],
  ["2026-01-02T03:04:05Z", 'cannot parse "Z" as ".000000"'],
  ["2026-01-02T03:04:05.123Z", 'cannot parse ".123Z" as ".000000"'],
  ["2026-01-02T03:04:05.123456789Z", 'cannot parse "789Z" as "Z07:00"'],
])("a time with microseconds has exactly six digits: %j", (text, problem) => {
  const message = problem && `parsing time "${text}" as "2006-01-02T15:04:05.000000Z07:00": ${problem}`;
  expect(timeProblem(text, { micro: true })).toBe(message);
});

import { expect, test } from "vitest";
import { humanLine } from "../../../src/base/human-line.ts";

const record = (fields: Record<string, unknown>) =>
  ({ time: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)), level: "info", message: "done", fields }) as const;

test("time, level, message and fields, texts without quotes", () => {
  expect(humanLine(record({ name: "a b", count: 2, list: ["x"] }))).toBe(
    '03:04:05.006 INFO  done name=a b count=2 list=["x"]',
  );
});

test("fields that are for machines are left out where that is asked", () => {
  expect(humanLine(record({ id: "1-2-3", count: 2 }), { omit: ["id"] })).toBe(
    "03:04:05.006 INFO  done count=2",
  );
});

test("an error's stack stands on lines of its own, anything else that was thrown on the same", () => {
  const error = new Error("broken");
  error.stack = "Error: broken\n    at here";
  expect(humanLine(record({ error }))).toBe("03:04:05.006 INFO  done\n  Error: broken\n      at here");
  expect(humanLine(record({ error: "text" }))).toBe("03:04:05.006 INFO  done error=text");
});

import { expect, test } from "vitest";
import { widthOf } from "../../../../src/dev/view/live-region.ts";
import { stateTable, type Paint } from "../../../../src/dev/view/state-table.ts";
import type { ObjectRow, ViewState } from "../../../../src/dev/view/view-state.ts";

const plain = (text: string) => text;
const paint: Paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };
const row = (name: string, more: Partial<ObjectRow> = {}): ObjectRow => ({
  ...{ uid: name, apiVersion: "a.com/v1", kind: "Cache", namespace: "default", name, deleting: false },
  ...{ conditions: [], runs: 0, ...more },
});
const controller = { name: "cache", kind: "Cache", queued: 2, running: 1, runs: 12, failures: 1, rate: 0.5 };
const state = (more: Partial<ViewState> = {}): ViewState => ({
  ...{ operator: "cache-operator", state: "running", revision: 1 },
  ...{ controllers: [controller], objects: [], problems: [], ...more },
});
const table = (of: ViewState, columns = 100, rows = 24) =>
  stateTable(of, { columns, rows, paint }).map((line) => line.trimEnd());
const since = { lastTransitionTime: "2026-01-01T00:00:00Z", message: "" };

test("how busy the operator is, and each object with its conditions and last error, those that failed first", () => {
  const ready = row("a", {
    conditions: [{ type: "Ready", status: "True", reason: "Available", ...since }],
    ...{ runs: 3, lastRun: { time: "2026-01-01T00:00:00Z", milliseconds: 4.6, result: "success" } },
  });
  const failed = row("b", {
    conditions: [{ type: "Ready", status: "False", reason: "Broken", ...since }],
    ...{ deleting: true, error: "no luck\nat all" },
  });
  expect(table(state({ objects: [ready, failed] })).slice(1)).toEqual([
    `${"cache-operator  running  queue 2  at work 1  0.5/s  12 runs, 1 failed  2 objects".padEnd(93)} q ends`,
    "KIND     NAME             CONDITIONS              RUNS  LAST",
    "Cache    default/b        deleting ✗Ready(Broken) 0     -",
    "  no luck at all",
    "Cache    default/a        ✓Ready                  3     5 ms",
  ]);
});

test("at most half of the rows are taken, what has no place is counted", () => {
  const objects = Array.from({ length: 50 }, (_, index) => row(`n${index}`));
  const lines = table(state({ objects }), 80, 20);
  expect(lines.length).toBeLessThanOrEqual(11);
  expect(lines.at(-1)).toBe("and 43 more");
});

test.each([20, 40, 61, 80, 200])("no line is wider than a terminal of %d", (columns) => {
  const long = row("a-name-that-is-very-long-indeed-and-goes-on", {
    conditions: [{ type: "Ready", status: "Unknown", reason: "ForReasonsThatTakeLong", ...since }],
    error: "an error of many words that nobody would want to read on a small screen",
  });
  const lines = stateTable(state({ objects: [long], problems: ["p".repeat(300)], notice: "n".repeat(300) }), {
    ...{ columns, rows: 24, paint },
  });
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(Math.max(columns, 45));
});

test("before anything is known, and after it has stopped", () => {
  const { operator: _, ...unknown } = state({ state: "building", controllers: [] });
  expect(table(unknown)[1]).toMatch(
    /^the operator  building  queue 0  at work 0  0\.0\/s  0 runs  0 objects/,
  );
  expect(table(state({ state: "stopped", notice: "exit code 1" })).at(-1)).toBe("exit code 1");
});

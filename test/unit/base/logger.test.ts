import { expect, test } from "vitest";
import { createLogger, jsonLine, type LogRecord } from "../../../src/base/logger.ts";

function recording(level?: "debug" | "warn") {
  const records: LogRecord[] = [];
  const log = createLogger({
    write: (record) => records.push(record),
    now: () => 0,
    ...(level ? { level } : {}),
  });
  return { records, log };
}

test("lines below the level are dropped", () => {
  const { records, log } = recording("warn");
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  expect(records.map((record) => record.message)).toEqual(["c", "d"]);
});

test("bound fields reach every line, and a line's own fields win", () => {
  const { records, log } = recording();
  log.with({ controller: "memcached", worker: 1 }).info("reconciled", { worker: 2 });
  expect(records[0]?.fields).toEqual({ controller: "memcached", worker: 2 });
});

test("context fields are asked for when the line is written", () => {
  const records: LogRecord[] = [];
  let id = 1;
  const log = createLogger({ write: (record) => records.push(record), context: () => ({ reconcileID: id }) });
  log.info("first");
  id = 2;
  log.info("second");
  expect(records.map((record) => record.fields.reconcileID)).toEqual([1, 2]);
});

test("a JSON line carries an error's message, stack and cause", () => {
  const { records, log } = recording();
  log.error("failed", { error: new Error("outer", { cause: new Error("inner") }) });
  const line = JSON.parse(jsonLine(records[0]!));
  expect(line).toMatchObject({
    level: "error",
    ts: "1970-01-01T00:00:00.000Z",
    msg: "failed",
    error: { name: "Error", message: "outer", cause: { message: "inner" } },
  });
  expect(line.error.stack).toContain("logger.test.ts");
});

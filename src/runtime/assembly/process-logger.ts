import { humanLine } from "../../base/human-line.ts";
import { createLogger, jsonLine, type Logger, type LogRecord } from "../../base/logger.ts";
import type { RunContext } from "../controller/run-context.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";

/** The logger of an operator's process: lines on stderr, with the fields of the run that they come from. */
export function processLogger(
  settings: Partial<Pick<OperatorSettings, "logLevel" | "logFormat">>,
  context?: RunContext,
): Logger {
  const { logLevel, logFormat = process.stderr.isTTY ? "console" : "json" } = settings;
  // a run's id is as long as all the rest, and there for machines
  const forPeople = (record: LogRecord) => humanLine(record, { omit: ["reconcileID"] });
  const line = logFormat === "console" ? forPeople : jsonLine;
  return createLogger({
    ...(logLevel ? { level: logLevel } : {}),
    write: (record) => void process.stderr.write(`${line(record)}\n`),
    ...(context ? { context: () => context.fields() } : {}),
  });
}

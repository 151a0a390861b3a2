import { humanLine } from "../../base/human-line.ts";
import { createLogger, jsonLine, type Logger, type LogRecord } from "../../base/logger.ts";
import type { RunContext } from "../controller/run-context.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";

/** A run's id is as long as all the rest; the other fields of an object say again what its reference does. */
const forMachines = ["reconcileID", "controllerGroup", "controllerKind", "namespace", "name"];

/** The logger of an operator's process: lines on stderr, with the fields of the run that they come from. */
export function processLogger(
  settings: Partial<Pick<OperatorSettings, "logLevel" | "logFormat">>,
  context?: RunContext,
): Logger {
  const { logLevel, logFormat = process.stderr.isTTY ? "console" : "json" } = settings;
  const forPeople = (record: LogRecord) => humanLine(record, { omit: forMachines });
  const line = logFormat === "console" ? forPeople : jsonLine;
  return createLogger({
    ...(logLevel ? { level: logLevel } : {}),
    write: (record) => void process.stderr.write(`${line(record)}\n`),
    ...(context ? { context: () => context.fields() } : {}),
  });
}

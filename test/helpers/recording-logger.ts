import { createLogger, type LogRecord, type Logger } from "../../src/base/logger.ts";

/** A logger that keeps its lines, down to debug. */
export function recordingLogger(): { logger: Logger; lines: LogRecord[]; texts(): string[] } {
  const lines: LogRecord[] = [];
  return {
    logger: createLogger({ write: (record) => void lines.push(record), level: "debug", now: () => 0 }),
    lines,
    texts: () => lines.map((line) => `${line.level}: ${line.message}`),
  };
}

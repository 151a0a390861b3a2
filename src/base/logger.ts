/** Severity, from most to least talkative. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Structured fields of a log line; an `Error` under `error` is written with its stack. */
export type LogFields = Readonly<Record<string, unknown>>;

/** A structured logger, as in logr: a message that does not vary, and fields that do. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  with(fields: LogFields): Logger;
}

/** One line to be written. */
export interface LogRecord {
  readonly time: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

const order: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** A logger that hands records of at least `level` to `write`. */
export function createLogger(options: {
  write: (record: LogRecord) => void;
  level?: LogLevel;
  now?: () => number;
  /** Fields asked for at each line, for example of the running reconcile. */
  context?: () => LogFields;
}): Logger {
  const { write, level = "info", now = Date.now, context } = options;
  const lowest = order.indexOf(level);
  const make = (bound: LogFields): Logger => {
    const log = (at: LogLevel) => (message: string, fields?: LogFields) => {
      if (order.indexOf(at) < lowest) return;
      write({ time: new Date(now()), level: at, message, fields: { ...bound, ...context?.(), ...fields } });
    };
    return {
      debug: log("debug"),
      info: log("info"),
      warn: log("warn"),
      error: log("error"),
      with: (fields) => make({ ...bound, ...fields }),
    };
  };
  return make({});
}

/** One JSON object a line, keys as controller-runtime's zap encoder names them. */
export function jsonLine(record: LogRecord): string {
  const fields = Object.fromEntries(Object.entries(record.fields).map(([key, value]) => [key, plain(value)]));
  return JSON.stringify({
    level: record.level,
    ts: record.time.toISOString(),
    msg: record.message,
    ...fields,
  });
}

/** A logger for tests and optional parameters: writes nothing. */
export const silentLogger: Logger = createLogger({ write: () => {}, level: "error" });

function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return {
    name: value.name,
    message: value.message,
    stack: value.stack,
    ...(value.cause ? { cause: plain(value.cause) } : {}),
  };
}

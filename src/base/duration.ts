import { UserError } from "./errors.ts";

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** A duration as Go writes it (`1h30m`, `250ms`, `-1s`, `0`) in milliseconds; undefined if it is not one. Follows time.ParseDuration. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text);
  if (!match) return /^[+-]?0$/.test(text) ? 0 : undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(amount) * (units[unit ?? ""] ?? 0);
  }
  return match[1] === "-" ? -total : total;
}

/** As {@link parseDuration}; numbers are milliseconds already. */
export function toMilliseconds(value: string | number): number {
  if (typeof value === "number") return value;
  const parsed = parseDuration(value);
  if (parsed !== undefined) return parsed;
  throw new UserError(
    "DURATION_INVALID",
    `cannot read duration "${value}": expected a form such as "30s", "1h30m" or "250ms"`,
  );
}

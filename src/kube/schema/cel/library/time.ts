import { parseDuration } from "../../../../base/duration.ts";
import type { CelFunction } from "../function-table.ts";
import { CelDuration, CelError, CelTimestamp, type Value } from "../value.ts";

const second = 1_000_000_000n;
const minTimestamp = -62_135_596_800n * second;
const maxTimestamp = 253_402_300_800n * second - 1n;
const maxDuration = 2n ** 63n - 1n;

/** An instant within years 1 to 9999. */
export function checkTimestamp(nanos: bigint, offset = 0): CelTimestamp {
  if (nanos < minTimestamp || nanos > maxTimestamp) throw new CelError("timestamp overflow");
  return new CelTimestamp(nanos, offset);
}

/** A span that 64 bits of nanoseconds can hold. */
export function checkDuration(nanos: bigint): CelDuration {
  if (nanos < -maxDuration - 1n || nanos > maxDuration) throw new CelError("duration overflow");
  return new CelDuration(nanos);
}

/** Reads RFC 3339. */
export function parseTimestamp(text: string): CelTimestamp {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i.exec(text);
  const millis = match ? Date.parse(`${match[1]}${match[3]}`) : NaN;
  if (Number.isNaN(millis))
    throw new CelError("type conversion error from 'string' to 'google.protobuf.Timestamp'");
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(match?.[3] ?? "") ?? [];
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === "-" ? -1 : 1);
  return checkTimestamp(BigInt(millis) * 1_000_000n + BigInt((match?.[2] ?? "").padEnd(9, "0")), offset);
}

/** Reads a Go duration. */
export function parseCelDuration(text: string): CelDuration {
  const millis = parseDuration(text);
  if (millis === undefined)
    throw new CelError("type conversion error from 'string' to 'google.protobuf.Duration'");
  return checkDuration(BigInt(Math.round(millis * 1e6)));
}

/** RFC 3339 with as many fraction digits as are needed, at the offset the instant was read with. */
export function timestampText({ nanos, offset }: CelTimestamp): string {
  const fraction = ((nanos % second) + second) % second;
  const local = Number((nanos - fraction) / 1_000_000n) + offset * 60_000;
  const digits = fraction ? `.${String(fraction).padStart(9, "0").replace(/0+$/, "")}` : "";
  return `${new Date(local).toISOString().slice(0, 19)}${digits}${offset === 0 ? "Z" : offsetText(offset)}`;
}

function offsetText(offset: number): string {
  const two = (amount: number) => String(amount).padStart(2, "0");
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Seconds with a fraction, as protobuf's JSON form has it: `1.5s`. */
export function durationText({ nanos }: CelDuration): string {
  const magnitude = nanos < 0n ? -nanos : nanos;
  const fraction = String(magnitude % second)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return `${nanos < 0n ? "-" : ""}${magnitude / second}${fraction ? `.${fraction}` : ""}s`;
}

/** Accessors of instants (with an optional time zone) and of spans. */
export const time: Readonly<Record<string, CelFunction>> = {
  ".getFullYear": part((date) => date.getUTCFullYear()),
  ".getMonth": part((date) => date.getUTCMonth()),
  ".getDate": part((date) => date.getUTCDate()),
  ".getDayOfMonth": part((date) => date.getUTCDate() - 1),
  ".getDayOfWeek": part((date) => date.getUTCDay()),
  ".getDayOfYear": part((date) =>
    Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000),
  ),
  ".getHours": part((date) => date.getUTCHours(), 3_600n * second),
  ".getMinutes": part((date) => date.getUTCMinutes(), 60n * second),
  ".getSeconds": part((date) => date.getUTCSeconds(), second),
  ".getMilliseconds": part((date) => date.getUTCMilliseconds(), 1_000_000n),
};

function part(read: (date: Date) => number, unit?: bigint): CelFunction {
  return ([value, zone]) => {
    if (value instanceof CelTimestamp && (zone === undefined || typeof zone === "string"))
      return BigInt(read(inZone(value, zone)));
    if (!(value instanceof CelDuration) || unit === undefined || zone !== undefined) return undefined;
    return value.nanos / unit;
  };
}

/** The instant as a Date whose UTC fields are those of the zone. */
function inZone(value: CelTimestamp, zone: Value | undefined): Date {
  const fraction = ((value.nanos % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((value.nanos - fraction) / 1_000_000n));
  if (typeof zone !== "string" || zone === "UTC") return date;
  const offset = /^([+-]?)(\d\d):(\d\d)$/.exec(zone);
  if (offset)
    return new Date(
      date.getTime() + (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000,
    );
  try {
    const options = { timeZone: zone, hourCycle: "h23", dateStyle: "short", timeStyle: "medium" } as const;
    const [day, clock] = new Intl.DateTimeFormat("sv-SE", options).format(date).split(" ");
    return new Date(`${day}T${clock}.${String(date.getUTCMilliseconds()).padStart(3, "0")}Z`);
  } catch {
    throw new CelError(`unknown time zone ${zone}`);
  }
}

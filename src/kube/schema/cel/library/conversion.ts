import type { CelFunction } from "../function-table.ts";
import {
  CelDuration,
  CelError,
  CelMap,
  CelTimestamp,
  CelType,
  CelUint,
  isList,
  typeName,
  type Value,
} from "../value.ts";
import { checkInt, checkUint } from "./arithmetic.ts";
import {
  checkDuration,
  checkTimestamp,
  durationText,
  parseCelDuration,
  parseTimestamp,
  timestampText,
} from "./time.ts";

/** Names of types as values. */
export const types: Readonly<Record<string, CelType>> = Object.fromEntries(
  [
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "bool",
    "list",
    "map",
    "null_type",
    "type",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
    "optional_type",
    "net.IP",
    "net.CIDR",
  ].map((name) => [name, new CelType(name)]),
);

/** Conversions between types, `type`, `dyn` and `size`. */
export const conversion: Readonly<Record<string, CelFunction>> = {
  dyn: ([value]) => value,
  type: ([value]) => (value === undefined ? undefined : new CelType(typeName(value))),
  size: ([value]) => sizeOf(value),
  ".size": ([value]) => sizeOf(value),
  int: ([value]) => toInt(value),
  uint: ([value]) => toUint(value),
  double: ([value]) => toDouble(value),
  string: ([value]) => toText(value),
  bytes: ([value]) =>
    typeof value === "string"
      ? Uint8Array.from(Buffer.from(value, "utf8"))
      : value instanceof Uint8Array
        ? value
        : undefined,
  bool: ([value]) => toBoolean(value),
  timestamp: ([value]) => toTimestamp(value),
  duration: ([value]) => toDuration(value),
};

/** A number as CEL writes a double: Go's %g. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const [digits = "0", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return Object.is(value, -0) ? "-0" : String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function sizeOf(value: Value | undefined): Value | undefined {
  if (typeof value === "string") return BigInt([...value].length);
  if (value instanceof Uint8Array) return BigInt(value.length);
  if (value instanceof CelMap) return BigInt(value.size);
  return value !== undefined && isList(value) ? BigInt(value.length) : undefined;
}

function toInt(value: Value | undefined): Value | undefined {
  if (typeof value === "bigint") return value;
  if (value instanceof CelUint) return checkInt(value.uint);
  if (typeof value === "number") {
    if (!(value > -(2 ** 63) && value < 2 ** 63)) throw new CelError("integer overflow");
    return BigInt(Math.trunc(value));
  }
  if (value instanceof CelDuration) return value.nanos;
  if (value instanceof CelTimestamp)
    return value.nanos >= 0n ? value.nanos / 1_000_000_000n : (value.nanos - 999_999_999n) / 1_000_000_000n;
  if (typeof value !== "string") return undefined;
  if (!/^[+-]?\d+$/.test(value)) throw unreadable("int");
  const parsed = BigInt(value.replace(/^\+/, ""));
  if (BigInt.asIntN(64, parsed) !== parsed) throw unreadable("int");
  return parsed;
}

function toUint(value: Value | undefined): Value | undefined {
  if (value instanceof CelUint) return value;
  if (typeof value === "bigint") return checkUint(value);
  if (typeof value === "number") {
    if (!(value >= 0 && value < 2 ** 64)) throw new CelError("unsigned integer overflow");
    return checkUint(BigInt(Math.trunc(value)));
  }
  if (typeof value !== "string") return undefined;
  if (!/^\d+$/.test(value) || BigInt(value) >= 2n ** 64n) throw unreadable("uint");
  return checkUint(BigInt(value));
}

function toDouble(value: Value | undefined): Value | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof CelUint) return Number(value.uint);
  if (typeof value !== "string") return undefined;
  const special = /^([+-]?)(?:inf|infinity)$/i.exec(value);
  if (special) return special[1] === "-" ? -Infinity : Infinity;
  if (/^nan$/i.test(value)) return NaN;
  const parsed = Number(value);
  if (value.trim() !== value || value === "" || !Number.isFinite(parsed)) throw unreadable("double");
  return parsed;
}

function toText(value: Value | undefined): Value | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (typeof value === "number") return doubleText(value);
  if (value instanceof CelUint) return String(value.uint);
  if (value instanceof CelTimestamp) return timestampText(value);
  if (value instanceof CelDuration) return durationText(value);
  if (!(value instanceof Uint8Array)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    throw new CelError("invalid UTF-8 in bytes, cannot convert to string");
  }
}

function toBoolean(value: Value | undefined): Value | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  if (["1", "t", "T", "true", "TRUE", "True"].includes(value)) return true;
  if (["0", "f", "F", "false", "FALSE", "False"].includes(value)) return false;
  throw unreadable("bool");
}

function toDuration(value: Value | undefined): Value | undefined {
  if (typeof value === "bigint") return checkDuration(value);
  if (typeof value === "string") return parseCelDuration(value);
  return value instanceof CelDuration ? value : undefined;
}

function toTimestamp(value: Value | undefined): Value | undefined {
  if (value instanceof CelTimestamp) return value;
  if (typeof value === "bigint") return checkTimestamp(value * 1_000_000_000n);
  return typeof value === "string" ? parseTimestamp(value) : undefined;
}

function unreadable(type: string): CelError {
  return new CelError(`type conversion error from 'string' to '${type}'`);
}

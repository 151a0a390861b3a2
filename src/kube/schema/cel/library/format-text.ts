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
import { doubleText } from "./conversion.ts";
import { durationText, timestampText } from "./time.ts";

/** `"%s".format([...])` of cel-go's ext.Strings: verbs s d f e b o x X and %%, with a precision for f and e. */
export function formatText(pattern: string, values: readonly Value[]): string {
  let next = 0;
  return pattern.replace(
    /%(?:%|\.(\d+)([a-zA-Z])|([a-zA-Z])|)/g,
    (clause, precision: string | undefined, precise: string | undefined, plain: string | undefined) => {
      if (clause === "%%") return "%";
      const verb = precise ?? plain;
      if (!verb) throw new CelError("could not parse formatting clause: unexpected end of string");
      const value = values[next++];
      if (value === undefined) throw new CelError(`index ${next - 1} out of range`);
      return clauseText(verb, { value, precision: precision === undefined ? 6 : Number(precision) });
    },
  );
}

function clauseText(verb: string, options: { value: Value; precision: number }): string {
  const { value, precision } = options;
  const integer = typeof value === "bigint" ? value : value instanceof CelUint ? value.uint : undefined;
  const number = typeof value === "number" ? value : integer === undefined ? undefined : Number(integer);
  switch (verb) {
    case "s":
      return valueText(value);
    case "d":
      return integer === undefined ? special(number, verb) : String(integer);
    case "f":
      return number === undefined || !Number.isFinite(number)
        ? special(number, verb)
        : fixedText(number, precision);
    case "e":
      return number === undefined || !Number.isFinite(number)
        ? special(number, verb)
        : number.toExponential(precision).replace(/e([+-])(\d)$/, "e$10$2");
    case "b":
      return typeof value === "boolean" ? String(Number(value)) : inBase(integer, { base: 2, verb });
    case "o":
      return inBase(integer, { base: 8, verb });
    case "x":
    case "X":
      return hexadecimal(value, { integer, verb });
    default:
      throw new CelError(`unrecognized formatting clause "${verb}"`);
  }
}

/** Ties go to the even digit, as Go's formatting has it; JavaScript's rounds them away from zero. */
function fixedText(number: number, precision: number): string {
  const scaled = Math.abs(number) * 10 ** precision;
  const tie = scaled % 1 === 0.5 && Math.floor(scaled) % 2 === 0;
  return tie
    ? (Math.sign(number) * (Math.floor(scaled) / 10 ** precision)).toFixed(precision)
    : number.toFixed(precision);
}

function valueText(value: Value): string {
  if (typeof value === "string") return value;
  if (value === null) return "null";
  if (typeof value === "number")
    return doubleText(value).replace("+Inf", "Infinity").replace("-Inf", "-Infinity");
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (value instanceof CelUint) return String(value.uint);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (value instanceof CelTimestamp) return timestampText(value);
  if (value instanceof CelDuration) return durationText(value);
  if (value instanceof CelType) return value.name;
  if (isList(value)) return `[${value.map(valueText).join(", ")}]`;
  if (value instanceof CelMap) return mapText(value);
  throw new CelError(`string clause cannot be used on ${typeName(value)}`);
}

function mapText(map: CelMap): string {
  const entries = map.entries().map(([key, value]) => [valueText(key), valueText(value)] as const);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${key}: ${value}`).join(", ")}}`;
}

function special(number: number | undefined, verb: string): string {
  if (number === undefined || Number.isFinite(number))
    throw new CelError(`${verb} clause can only be used on numbers`);
  return Number.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
}

function inBase(integer: bigint | undefined, options: { base: number; verb: string }): string {
  if (integer === undefined) throw new CelError(`${options.verb} clause can only be used on integers`);
  return integer.toString(options.base);
}

function hexadecimal(value: Value, options: { integer: bigint | undefined; verb: string }): string {
  const bytes =
    typeof value === "string"
      ? Buffer.from(value, "utf8")
      : value instanceof Uint8Array
        ? Buffer.from(value)
        : undefined;
  const text = bytes ? bytes.toString("hex") : inBase(options.integer, { base: 16, verb: options.verb });
  return options.verb === "X" ? text.toUpperCase() : text;
}

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

/**
 * `"%s".format([...])` of cel-go's ext.Strings, as the version that the API server uses has it (ext/formatting.go): verbs s d f e b o x X and %%, with
 * a precision for f and e. Doubles are written as in American English.
 */
export function formatText(pattern: string, values: readonly Value[]): string {
  let next = 0;
  return pattern.replace(/%(\.\d*)?([^]?)/g, (clause, precision: string | undefined, verb: string) => {
    if (clause === "%%") return "%";
    const value = values[next];
    if (value === undefined) throw new CelError(`index ${next} out of range`);
    next++;
    if (clause === "%") throw new CelError("unexpected end of string");
    if (verb === "" || precision === ".") throw new CelError("could not parse formatting clause");
    return clauseText(verb, { value, precision: precision === undefined ? 6 : Number(precision.slice(1)) });
  });
}

function clauseText(verb: string, options: { value: Value; precision: number }): string {
  const { value, precision } = options;
  const integer = typeof value === "bigint" ? value : value instanceof CelUint ? value.uint : undefined;
  switch (verb) {
    case "s":
      return valueText(value);
    case "d":
      return integer === undefined
        ? refuse(`decimal clause can only be used on integers`, value)
        : String(integer);
    case "f":
      return doubleClause(value, "fixed-point", (number) => grouped(fixedText(number, precision)));
    case "e":
      return doubleClause(value, "scientific", (number) => scientificText(number, precision));
    case "b":
      if (typeof value === "boolean") return String(Number(value));
      return integer === undefined
        ? refuse("only integers and bools can be formatted as binary", value)
        : integer.toString(2);
    case "o":
      return integer === undefined
        ? refuse("octal clause can only be used on integers", value)
        : integer.toString(8);
    case "x":
      return hexadecimal(value, integer);
    case "X":
      return hexadecimal(value, integer).toUpperCase();
    default:
      throw new CelError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

function refuse(what: string, value: Value): never {
  throw new CelError(`error during formatting: ${what}, was given ${typeName(value)}`);
}

/** The names of the numbers that are none may be given as text. */
function doubleClause(value: Value, clause: string, write: (number: number) => string): string {
  const named = { NaN, Infinity, "-Infinity": -Infinity };
  const number = typeof value === "string" && value in named ? named[value as keyof typeof named] : value;
  if (typeof number !== "number") return refuse(`${clause} clause can only be used on doubles`, value);
  if (Number.isNaN(number)) return "NaN";
  return Number.isFinite(number) ? write(number) : number > 0 ? "∞" : "-∞";
}

/** Ties go to the even digit, as Go's formatting has it; JavaScript's rounds them away from zero. */
function fixedText(number: number, precision: number): string {
  const scaled = Math.abs(number) * 10 ** precision;
  const tie = scaled % 1 === 0.5 && Math.floor(scaled) % 2 === 0;
  return tie
    ? (Math.sign(number) * (Math.floor(scaled) / 10 ** precision)).toFixed(precision)
    : number.toFixed(precision);
}

function grouped(text: string): string {
  return text.replace(
    /^(-?)(\d+)/,
    (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ","),
  );
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function scientificText(number: number, precision: number): string {
  const [digits = "", exponent = "0"] = number.toExponential(precision).split("e");
  const power = Number(exponent);
  const raised = String(Math.abs(power))
    .padStart(2, "0")
    .replace(/\d/g, (digit) => superscripts[Number(digit)] ?? "");
  return `${digits}×10${power < 0 ? "⁻" : ""}${raised}`;
}

function valueText(value: Value): string {
  if (typeof value === "string") return value;
  if (value === null) return "null";
  if (typeof value === "number") return doubleText(value);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (value instanceof CelUint) return String(value.uint);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (value instanceof CelTimestamp) return timestampText(value);
  if (value instanceof CelDuration) return durationText(value);
  if (value instanceof CelType) return value.name;
  if (isList(value)) return `[${value.map(literalText).join(", ")}]`;
  if (value instanceof CelMap) return mapText(value);
  return refuse(
    "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
    value,
  );
}

function mapText(map: CelMap): string {
  const entries = map.entries().map(([key, value]) => [literalText(key), literalText(value)] as const);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${key}:${value}`).join(", ")}}`;
}

/** A part of a list or map, written as it would be in an expression. */
function literalText(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Uint8Array) return `b${JSON.stringify(valueText(value))}`;
  if (typeof value === "number")
    return Number.isFinite(value) ? fixedText(value, 6) : JSON.stringify(doubleText(value));
  if (value instanceof CelTimestamp) return `timestamp(${JSON.stringify(valueText(value))})`;
  if (value instanceof CelDuration) return `duration(${JSON.stringify(valueText(value))})`;
  return value instanceof CelType ? `type(${value.name})` : valueText(value);
}

function hexadecimal(value: Value, integer: bigint | undefined): string {
  if (typeof value === "string") return Buffer.from(value, "utf8").toString("hex");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (integer !== undefined) return integer.toString(16);
  return refuse("only integers, byte buffers, and strings can be formatted as hex", value);
}

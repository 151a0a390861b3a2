import { goQuote } from "../../../../base/go-quote.ts";
import { durationProblem } from "./go-duration.ts";
import { isTimeZone } from "./time-zone.ts";

/** What is wrong with a schedule; nothing when it is fine. Follows ParseStandard of github.com/robfig/cron/v3, whose words these are. */
export function scheduleProblem(schedule: string): string | undefined {
  let text = schedule;
  if (/^(CRON_)?TZ=/.test(text)) {
    const space = text.indexOf(" ");
    if (space < 0) return "invalid schedule format: runtime error: slice bounds out of range [:-1]";
    const zone = text.slice(text.indexOf("=") + 1, space);
    const problem = zoneProblem(zone);
    if (problem) return `provided bad location ${zone}: ${problem}`;
    text = text.slice(space).trim();
  }
  return text.startsWith("@") ? descriptorProblem(text) : fieldsProblem(text);
}

function zoneProblem(zone: string): string | undefined {
  if (zone.includes("..") || zone.startsWith("/") || zone.startsWith("\\"))
    return "time: invalid location name";
  return isTimeZone(zone) ? undefined : `unknown time zone ${zone}`;
}

const descriptors = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

function descriptorProblem(descriptor: string): string | undefined {
  if (descriptors.includes(descriptor)) return undefined;
  if (!descriptor.startsWith("@every ")) return `unrecognized descriptor: ${descriptor}`;
  const problem = durationProblem(descriptor.slice("@every ".length));
  return problem && `failed to parse duration ${descriptor}: ${problem}`;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const bounds: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
];

function fieldsProblem(text: string): string | undefined {
  const fields = text.split(/\s+/).filter(Boolean);
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  for (const [index, field] of fields.entries()) {
    const allowed = bounds[index];
    for (const range of field.split(",").filter(Boolean)) {
      const problem = allowed && rangeProblem(range, allowed);
      if (problem) return problem;
    }
  }
  return undefined;
}

function rangeProblem(text: string, allowed: Bounds): string | undefined {
  const [range = "", stepText, ...moreSlashes] = text.split("/");
  const limits = readLimits(range, allowed);
  if (typeof limits === "string") return limits === "too many hyphens" ? `${limits}: ${text}` : limits;
  if (moreSlashes.length) return `too many slashes: ${text}`;
  const step = stepText === undefined ? 1 : readNumber(stepText);
  if (typeof step === "string") return step;
  const end = stepText !== undefined && limits.single ? allowed.max : limits.end;
  const { start } = limits;
  if (start < allowed.min) return `beginning of range (${start}) below minimum (${allowed.min}): ${text}`;
  if (end > allowed.max) return `end of range (${end}) above maximum (${allowed.max}): ${text}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${text}`;
  return step === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

/** The ends of a range, or what is wrong with them. */
function readLimits(
  range: string,
  allowed: Bounds,
): { start: number; end: number; single: boolean } | string {
  const [low = "", high, ...more] = range.split("-");
  const single = high === undefined;
  if (low === "*" || low === "?") return { start: allowed.min, end: allowed.max, single };
  const start = readNameOrNumber(low, allowed);
  if (typeof start === "string") return start;
  if (more.length) return "too many hyphens";
  const end = high === undefined ? start : readNameOrNumber(high, allowed);
  return typeof end === "string" ? end : { start, end, single };
}

function readNameOrNumber(text: string, { names = [], min }: Bounds): number | string {
  const index = names.indexOf(text.toLowerCase());
  return index >= 0 ? index + min : readNumber(text);
}

function readNumber(text: string): number | string {
  const failed = (why: string) =>
    `failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: ${why}`;
  if (!/^[+-]?\d+$/.test(text)) return failed("invalid syntax");
  const number = BigInt(text.replace(/^\+/, ""));
  if (number > 2n ** 63n - 1n || number < -(2n ** 63n)) return failed("value out of range");
  return number < 0n ? `negative number (${number}) not allowed: ${text}` : Number(number);
}

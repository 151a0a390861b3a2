import { nearest } from "../../base/nearest.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { isKnownFormat, knownFormats } from "../../kube/schema/known-formats.ts";
import { walkSchema } from "../../kube/schema/walk-schema.ts";
import type { Origin, WriteContext } from "./write-context.ts";

const pairs = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
] as const;

type Keyword = (typeof pairs)[number][number];

/**
 * Reports limits in tags that no value keeps, and warns of formats that the server ignores. What `@schema` says stays as it is said. Beyond the range of its
 * format a bound refuses every value, as IsValueValidAgainstRange of kube-openapi's pkg/validation/validate has it.
 */
export function checkLimits(root: JsonSchema, { origins, problems }: WriteContext): void {
  walkSchema(root, (schema) => {
    const origin = origins.get(schema);
    if (!origin || origin.keywords.size === 0) return;
    const message = rangeProblem(schema, origin) ?? pairProblem(schema, origin);
    if (message) problems.error(message.position, { code: "LIMITS_IMPOSSIBLE", message: message.text });
    checkFormat(schema, origin, problems);
  });
}

interface Found {
  readonly text: string;
  readonly position: Origin["position"];
}

function pairProblem(schema: JsonSchema, { keywords }: Origin): Found | undefined {
  for (const [least, most] of pairs) {
    const position = later(keywords, [least, most]);
    if (position && isEmpty(schema, least, most))
      return {
        position,
        text: `no value keeps both limits: ${limitText(schema, least)}, and ${limitText(schema, most)}`,
      };
  }
  return undefined;
}

/** The place of what was said last: a field's own say comes after that of its type. */
function later(keywords: Origin["keywords"], names: readonly string[]): Origin["position"] | undefined {
  const last = [...keywords.keys()].findLast((name) => names.includes(name));
  return last === undefined ? undefined : keywords.get(last);
}

function isEmpty(schema: JsonSchema, least: Keyword, most: Keyword): boolean {
  const [low, high] = [tightest(schema, least), tightest(schema, most)];
  if (!low || !high) return false;
  if (schema.type !== "integer")
    return low.value > high.value || (low.value === high.value && (low.open || high.open));
  const first = low.open ? Math.floor(low.value) + 1 : Math.ceil(low.value);
  const last = high.open ? Math.ceil(high.value) - 1 : Math.floor(high.value);
  return first > last;
}

interface Limit {
  readonly value: number;
  /** Whether the limit itself is not allowed. */
  readonly open: boolean;
}

/** Where a field and its type say different things, both stand in `allOf`. */
function tightest(schema: JsonSchema, keyword: Keyword): Limit | undefined {
  const flag = keyword === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
  const isBound = keyword === "minimum" || keyword === "maximum";
  const limits = [schema, ...(schema.allOf ?? [])].flatMap((part): Limit[] => {
    const value = part[keyword];
    return value === undefined ? [] : [{ value, open: isBound && part[flag] === true }];
  });
  const sign = keyword.startsWith("min") ? -1 : 1;
  return limits.toSorted((a, b) => sign * (a.value - b.value) || Number(b.open) - Number(a.open))[0];
}

function limitText(schema: JsonSchema, keyword: Keyword): string {
  const limit = tightest(schema, keyword);
  return `${keyword} is ${limit?.value}${limit?.open ? " (exclusive)" : ""}`;
}

function rangeProblem(schema: JsonSchema, { keywords }: Origin): Found | undefined {
  const [from, to, name] = rangeOf(schema);
  for (const keyword of ["minimum", "maximum"] as const) {
    const position = keywords.get(keyword);
    const limit = tightest(schema, keyword);
    if (position && limit && (limit.value < from || limit.value > to))
      return { position, text: `${keyword} is ${limit.value}: ${name} is from ${from} to ${to}` };
  }
  return undefined;
}

/** Of an int64, 2^63 is let through: it is what a double makes of the greatest. */
function rangeOf({ type, format = "" }: JsonSchema): [from: number, to: number, name: string] {
  if (type === "integer")
    return format === "int32" ? [-(2 ** 31), 2 ** 31 - 1, "an int32"] : [-(2 ** 63), 2 ** 63, "an int64"];
  if (type === "number" && format === "float")
    return [-3.4028234663852886e38, 3.4028234663852886e38, "a float"];
  return [-Infinity, Infinity, "a number"];
}

function checkFormat(
  { type, format }: JsonSchema,
  { keywords }: Origin,
  problems: WriteContext["problems"],
): void {
  const position = keywords.get("format");
  if (!position || format === undefined || isKnownFormat(type, format)) return;
  const known = knownFormats(type);
  const guess = nearest(format, known);
  problems.warning(position, {
    code: "FORMAT_UNKNOWN",
    message: `the API server ignores the format "${format}"${type ? ` of ${/^[aeio]/.test(type) ? "an" : "a"} ${type}` : ""}`,
    hint: guess
      ? `Did you mean "${guess}"?`
      : known.length > 0
        ? `Known: ${known.join(", ")}.`
        : "Of such a type it knows none.",
  });
}

import { goQuote } from "../../../../base/go-quote.ts";

const units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];

/** What is wrong with a duration such as `1h30m`; nothing when it is fine. Follows time.ParseDuration of Go. */
export function durationProblem(text: string): string | undefined {
  const invalid = `time: invalid duration ${goQuote(text)}`;
  let rest = text.replace(/^[+-]/, "");
  if (rest === "0") return undefined;
  if (rest === "") return invalid;
  while (rest) {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return invalid;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? "";
    if (unit === "") return `time: missing unit in duration ${goQuote(text)}`;
    if (!units.includes(unit)) return `time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`;
    rest = rest.slice(unit.length);
  }
  return undefined;
}

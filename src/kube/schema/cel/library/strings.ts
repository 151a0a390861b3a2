import type { CelFunction } from "../function-table.ts";
import { CelError, isList, type Value } from "../value.ts";
import { formatText } from "./format-text.ts";

/** Unicode white space at either end, as Go's strings.TrimSpace has it (JavaScript's own takes U+FEFF as well). */
const space =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

/** The strings of the language and of cel-go's ext.Strings. Positions count code points. */
export const strings: Readonly<Record<string, CelFunction>> = {
  ".contains": text((self, other) => self.includes(other)),
  ".startsWith": text((self, other) => self.startsWith(other)),
  ".endsWith": text((self, other) => self.endsWith(other)),
  ".lowerAscii": ([self]) =>
    typeof self === "string" ? self.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : undefined,
  ".upperAscii": ([self]) =>
    typeof self === "string" ? self.replace(/[a-z]/g, (letter) => letter.toUpperCase()) : undefined,
  ".trim": ([self]) => (typeof self === "string" ? self.replace(space, "") : undefined),
  ".reverse": ([self]) => (typeof self === "string" ? [...self].reverse().join("") : undefined),
  ".charAt": ([self, at]) =>
    typeof self === "string" && typeof at === "bigint" ? charAt([...self], Number(at)) : undefined,
  ".indexOf": ([self, other, from]) => search(self, other, { from, last: false }),
  ".lastIndexOf": ([self, other, from]) => search(self, other, { from, last: true }),
  ".replace": ([self, from, to, count]) => replace(self, { from, to, count }),
  ".split": ([self, separator, limit]) => split(self, separator, limit),
  ".join": ([self, separator = ""]) => join(self, separator),
  ".substring": ([self, start, end]) => substring(self, start, end),
  ".format": ([self, values]) =>
    typeof self === "string" && values !== undefined && isList(values) ? formatText(self, values) : undefined,
  "strings.quote": ([value]) => (typeof value === "string" ? quote(value) : undefined),
};

function text(apply: (self: string, other: string) => Value): CelFunction {
  return ([self, other]) =>
    typeof self === "string" && typeof other === "string" ? apply(self, other) : undefined;
}

function charAt(points: readonly string[], at: number): string {
  if (at < 0 || at > points.length) throw new CelError(`index out of range: ${at}`);
  return points[at] ?? "";
}

function search(
  self: Value | undefined,
  other: Value | undefined,
  options: { from: Value | undefined; last: boolean },
): Value | undefined {
  const { from, last } = options;
  if (
    typeof self !== "string" ||
    typeof other !== "string" ||
    (from !== undefined && typeof from !== "bigint")
  )
    return undefined;
  const points = [...self];
  const wanted = [...other];
  const start = from === undefined ? (last ? points.length : 0) : Number(from);
  if (start < 0 || start > points.length) throw new CelError(`index out of range: ${start}`);
  const here = (index: number) => wanted.every((point, offset) => points[index + offset] === point);
  const step = last ? -1 : 1;
  for (
    let index = last ? Math.min(start, points.length - wanted.length) : start;
    index >= 0 && index + wanted.length <= points.length;
    index += step
  ) {
    if (here(index)) return BigInt(index);
  }
  return -1n;
}

function replace(
  self: Value | undefined,
  options: { from: Value | undefined; to: Value | undefined; count: Value | undefined },
): Value | undefined {
  const { from, to, count = -1n } = options;
  if (
    typeof self !== "string" ||
    typeof from !== "string" ||
    typeof to !== "string" ||
    typeof count !== "bigint"
  )
    return undefined;
  const parts = from === "" ? ["", ...self, ""] : self.split(from);
  const limit = count < 0n ? parts.length - 1 : Math.min(Number(count), parts.length - 1);
  return (
    parts.slice(0, limit + 1).join(to) +
    parts
      .slice(limit + 1)
      .map((part) => from + part)
      .join("")
  );
}

function split(self: Value | undefined, separator: Value | undefined, limit: Value = -1n): Value | undefined {
  if (typeof self !== "string" || typeof separator !== "string" || typeof limit !== "bigint")
    return undefined;
  const parts = separator === "" ? [...self] : self.split(separator);
  const count = Number(limit);
  if (count < 0 || parts.length <= count) return parts;
  return count === 0 ? [] : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function join(self: Value | undefined, separator: Value): Value | undefined {
  if (self === undefined || !isList(self) || typeof separator !== "string") return undefined;
  return self.every((item) => typeof item === "string") ? self.join(separator) : undefined;
}

function substring(
  self: Value | undefined,
  start: Value | undefined,
  end: Value | undefined,
): Value | undefined {
  if (typeof self !== "string" || typeof start !== "bigint" || (end !== undefined && typeof end !== "bigint"))
    return undefined;
  const points = [...self];
  const [from, to] = [Number(start), end === undefined ? points.length : Number(end)];
  if (from < 0 || from > points.length) throw new CelError(`index out of range: ${from}`);
  if (to < 0 || to > points.length) throw new CelError(`index out of range: ${to}`);
  if (from > to) throw new CelError(`invalid substring range. start: ${from}, end: ${to}`);
  return points.slice(from, to).join("");
}

const quoted: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

function quote(value: string): string {
  return `"${[...value].map((point) => quoted[point] ?? point).join("")}"`;
}

import { goQuote } from "../../base/go-quote.ts";

/** What Go's decoder says of a text that is no base64: the position of the first byte that does not fit. */
export function base64Problem(text: string): string | undefined {
  const position = corruptByte(Buffer.from(text));
  return position === undefined ? undefined : `illegal base64 data at input byte ${position}`;
}

/** Follows decodeQuantum of Go's encoding/base64; line breaks are skipped. */
function corruptByte(source: Uint8Array): number | undefined {
  let at = 0;
  const skipBreaks = () => {
    while (source[at] === 10 || source[at] === 13) at++;
  };
  while (at < source.length) {
    let count = 0;
    for (; count < 4; count++) {
      skipBreaks();
      if (at === source.length) return count === 0 ? undefined : at - count;
      const byte = source[at++] ?? 0;
      if (isDigit(byte)) continue;
      if (byte !== padding || count < 2) return at - 1;
      if (count === 2) {
        skipBreaks();
        if (at === source.length) return at;
        if (source[at] !== padding) return at - 1;
        at++;
      }
      skipBreaks();
      return at < source.length ? at : undefined;
    }
  }
  return undefined;
}

const padding = 61;

function isDigit(byte: number): boolean {
  return /[A-Za-z0-9+/]/.test(String.fromCharCode(byte));
}

interface Part {
  /** What the layout calls it. */
  readonly name: string;
  readonly format: RegExp;
  /** What is said of a number that no calendar or clock has. */
  readonly range?: readonly [what: string, low: number, high: number];
}

const date: readonly Part[] = [
  { name: "2006", format: /^\d{4}/ },
  { name: "-", format: /^-/ },
  { name: "01", format: /^\d\d/, range: ["month", 1, 12] },
  { name: "-", format: /^-/ },
  { name: "02", format: /^\d\d/, range: ["day", 1, 31] },
  { name: "T", format: /^T/ },
  { name: "15", format: /^\d\d/, range: ["hour", 0, 23] },
  { name: ":", format: /^:/ },
  { name: "04", format: /^\d\d/, range: ["minute", 0, 59] },
  { name: ":", format: /^:/ },
];
const zone: Part = { name: "Z07:00", format: /^(?:Z|[+-]\d\d:\d\d)/ };
const parts: readonly Part[] = [
  ...date,
  { name: "05", format: /^(?:\d\d)(?:[.,]\d+)?/, range: ["second", 0, 59] },
  zone,
];
const microParts: readonly Part[] = [
  ...date,
  { name: "05", format: /^\d\d/, range: ["second", 0, 59] },
  { name: ".000000", format: /^[.,]\d{6}/ },
  zone,
];

/** Whether a text is a time as it is written, whole seconds in UTC, of a day that every month has: nearly all that ever come. */
export function isCanonicalTime(text: string): boolean {
  return /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(text);
}

/** What Go says of a text that is no time of RFC 3339, with seconds or (`micro`) exactly six digits behind them. Follows Go's time.Parse. */
export function timeProblem(text: string, options: { micro: boolean }): string | undefined {
  const layout = options.micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
  let rest = text;
  for (const { name, format, range } of options.micro ? microParts : parts) {
    const found = format.exec(rest)?.[0];
    if (found === undefined) {
      return `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse ${goQuote(rest)} as ${goQuote(name)}`;
    }
    const [what, low, high] = range ?? [];
    const value = parseInt(found, 10);
    if (what !== undefined && (value < Number(low) || value > Number(high)))
      return `parsing time ${goQuote(text)}: ${what} out of range`;
    rest = rest.slice(found.length);
  }
  if (rest) return `parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`;
  return Number(text.slice(8, 10)) > daysOf(text)
    ? `parsing time ${goQuote(text)}: day out of range`
    : undefined;
}

function daysOf(text: string): number {
  return new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
}

import { isNamespace } from "../../base/check-options.ts";
import { parseDuration } from "../../base/duration.ts";
import { UserError } from "../../base/errors.ts";

/** `true` or `false`. */
export function readBoolean(flag: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === "true" || text === "false") return text === "true";
  throw new UserError("FLAG_INVALID", `cannot read "--${flag}=${text}": expected true or false`);
}

/** A duration above 0 in milliseconds. */
export function readDuration(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  throw new UserError("FLAG_INVALID", `cannot read "--${flag}=${text}": expected a duration such as "15s"`);
}

/** Parts between commas, without spaces around them and without empty ones. */
function readList(text: string | undefined): string[] | undefined {
  return text
    ?.split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Namespaces between commas. */
export function readNamespaces(text: string | undefined): string[] | undefined {
  const namespaces = readList(text);
  const wrong = namespaces?.find((name) => !isNamespace(name));
  if (wrong === undefined) return namespaces;
  throw new UserError("FLAG_INVALID", `cannot read namespace "${wrong}": expected ${namespaceText}`, {
    hint: `The flag --namespaces, or the variable WATCH_NAMESPACE, is "${text}".`,
  });
}

const namespaceText = "lower-case letters, digits and -, at most 63, with none of - at its ends";

/** `4`, `memcached=8`, or both: for all controllers, and for those named. */
export function readWorkers(
  text: string | undefined,
  { given = `--workers=${text}` }: { given?: string | undefined } = {},
): { all: number | undefined; named: Readonly<Record<string, number>> } | undefined {
  const parts = readList(text);
  if (!parts) return undefined;
  let all: number | undefined;
  const named: Record<string, number> = {};
  for (const part of parts) {
    const [, name, count] = /^(?:([^=]+)=)?([1-9]\d*)$/.exec(part) ?? [];
    if (count === undefined)
      throw new UserError(
        "FLAG_INVALID",
        `cannot read "${given}": expected a number from 1 up, or one for a controller, as in "2,memcached=8"`,
      );
    if (name) named[name] = Number(count);
    else all = Number(count);
  }
  return { all, named };
}

/** One of the words. */
export function readWord<Word extends string>(
  what: "level" | "format",
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text.toLowerCase());
  if (word) return word;
  throw new UserError("FLAG_INVALID", `cannot read log ${what} "${text}": expected ${words.join(", ")}`);
}

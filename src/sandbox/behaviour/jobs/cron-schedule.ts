import { parseDuration } from "../../../base/duration.ts";

/** The times that a cron expression stands for. */
export interface CronSchedule {
  /** The first time after this one, in milliseconds since the epoch; undefined where there is none within five years. */
  next(after: number): number | undefined;
}

const descriptors: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const day = 86_400_000;
const minute = 60_000;

interface Field {
  readonly values: ReadonlySet<number>;
  /** Whether it was `*` or `?`, also with a step. */
  readonly any: boolean;
}

/**
 * Reads a cron expression of five fields, a descriptor such as `@daily`, or `@every 1h30m`, in a time zone. As
 * github.com/robfig/cron/v3 reads it. Undefined when it is not one.
 */
export function parseCron(text: string, timeZone = "UTC"): CronSchedule | undefined {
  const every = /^@every (.+)$/.exec(text);
  if (every) return everySchedule(parseDuration(every[1] ?? ""));
  const parts = (descriptors[text] ?? text).trim().split(/\s+/);
  if (parts.length !== 5 || (text.startsWith("@") && !descriptors[text])) return undefined;
  const [minutes, hours, days, month, weekday] = [
    parseField(parts[0], { min: 0, max: 59 }),
    parseField(parts[1], { min: 0, max: 23 }),
    parseField(parts[2], { min: 1, max: 31 }),
    parseField(parts[3], { min: 1, max: 12, names: months }),
    parseField(parts[4], { min: 0, max: 6, names: weekdays }),
  ];
  if (!minutes || !hours || !days || !month || !weekday) return undefined;
  return {
    next: (after) => nextTime(after, { minutes, hours, days, month, weekday, zone: new Zone(timeZone) }),
  };
}

/** Whether the runtime knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function everySchedule(interval: number | undefined): CronSchedule | undefined {
  if (interval === undefined || interval < 0) return undefined;
  const seconds = Math.max(1000, Math.floor(interval / 1000) * 1000);
  return { next: (after) => Math.floor(after / 1000) * 1000 + seconds };
}

function parseField(
  text: string | undefined,
  options: { min: number; max: number; names?: readonly string[] },
): Field | undefined {
  const values = new Set<number>();
  let any = false;
  for (const part of (text ?? "").split(",")) {
    const range = parseRange(part, options);
    if (!range) return undefined;
    any ||= range.any;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return { values, any };
}

function parseRange(
  part: string,
  options: { min: number; max: number; names?: readonly string[] },
): { from: number; to: number; step: number; any: boolean } | undefined {
  const { min, max, names } = options;
  const match = /^(\*|\?|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
  if (!match) return undefined;
  const [, , first, last, stepText] = match;
  const step = stepText === undefined ? 1 : Number(stepText);
  const any = first === undefined;
  const from = first === undefined ? min : toValue(first, { names, min });
  // a step without an end goes on to the last value
  const to =
    first === undefined
      ? max
      : last !== undefined
        ? toValue(last, { names, min })
        : stepText === undefined
          ? from
          : max;
  if (from === undefined || to === undefined || from < min || to > max || from > to || step === 0)
    return undefined;
  return { from, to, step, any: any && step === 1 };
}

function toValue(
  text: string,
  options: { names: readonly string[] | undefined; min: number },
): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = options.names?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? undefined : index + options.min;
}

interface Fields {
  readonly minutes: Field;
  readonly hours: Field;
  readonly days: Field;
  readonly month: Field;
  readonly weekday: Field;
  readonly zone: Zone;
}

/** Goes through the days of the zone's calendar, then through the times of a day that matches. */
function nextTime(after: number, fields: Fields): number | undefined {
  const { zone } = fields;
  const first = Math.floor(zone.toLocal(after) / day) * day;
  for (let date = first; date < first + 5 * 366 * day; date += day) {
    if (!matchesDay(new Date(date), fields)) continue;
    for (let local = date; local < date + day; local += minute) {
      const hour = Math.floor((local - date) / 3_600_000);
      if (!fields.hours.values.has(hour)) {
        local += 3_600_000 - minute;
        continue;
      }
      if (!fields.minutes.values.has(((local - date) / minute) % 60)) continue;
      const time = zone.toInstant(local);
      if (time !== undefined && time > after) return time;
    }
  }
  return undefined;
}

/** Where both day fields are restricted, either will do. */
function matchesDay(date: Date, { days, month, weekday }: Fields): boolean {
  if (!month.values.has(date.getUTCMonth() + 1)) return false;
  const ofMonth = days.values.has(date.getUTCDate());
  const ofWeek = weekday.values.has(date.getUTCDay());
  return days.any || weekday.any ? ofMonth && ofWeek : ofMonth || ofWeek;
}

/** Wall-clock times of a zone, as milliseconds since an epoch of that clock. */
class Zone {
  readonly #format: Intl.DateTimeFormat | undefined;

  constructor(name: string) {
    this.#format =
      name === "UTC" || name === "Etc/UTC"
        ? undefined
        : new Intl.DateTimeFormat("en-US", {
            timeZone: name,
            hourCycle: "h23",
            year: "numeric",
            month: "numeric",
            day: "numeric",
            hour: "numeric",
            minute: "numeric",
            second: "numeric",
          });
  }

  toLocal(instant: number): number {
    if (!this.#format) return instant;
    const parts = Object.fromEntries(
      this.#format.formatToParts(new Date(instant)).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day: date = 1, hour = 0, minute: min = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, date, hour, min, second);
  }

  /** The instant at which the clock shows this; undefined when it never does, for it is put forward then. */
  toInstant(local: number): number | undefined {
    const guesses = [local - day, local + day].map((near) => local - (this.toLocal(near) - near));
    const hits = guesses.filter((instant) => this.toLocal(instant) === local);
    return hits.length ? Math.min(...hits) : undefined;
  }
}

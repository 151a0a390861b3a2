import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Comparable } from "./diff-type.ts";
import { restricts } from "./enforced-format.ts";
import { judgeOf, refusedBy } from "./judges.ts";
import { breaks, harmless, tighten, widen, type Place } from "./place.ts";

/** Reports changes of what a single value may be, and of what stands for one that is missing. */
export function diffValues(
  old: JsonSchema,
  now: JsonSchema,
  { place, comparable }: { place: Place; comparable: Comparable },
): void {
  diffDefault(old, now, place);
  diffNullable(old, now, place);
  if (comparable !== "yes") return;
  if (!old.enum && now.enum && isEveryValue(now, now.enum))
    harmless(place, { rule: "enum-added", reason: "every value is listed", after: now.enum });
  else diffEnum(old.enum, now.enum, place);
  diffPattern(old.pattern, now.pattern, place);
  diffFormat(old, now, place);
}

function diffEnum(old: unknown[] | undefined, now: unknown[] | undefined, place: Place): void {
  if (!old && now)
    return tighten(place, { rule: "enum-added", refused: `values other than ${list(now)}`, after: now });
  if (!old || !now) {
    if (old)
      widen(place, {
        rule: "enum-removed",
        accepted: `values other than ${list(old)} are accepted`,
        before: old,
      });
    return;
  }
  const lacking = (values: unknown[], others: unknown[]) =>
    values.filter((value) => !others.some((other) => equalJson(value, other)));
  const [gone, come] = [lacking(old, now), lacking(now, old)];
  if (gone.length > 0)
    tighten(place, { rule: "enum-value-removed", refused: list(gone), before: old, after: now });
  if (come.length > 0)
    widen(place, {
      rule: "enum-value-added",
      accepted: `${list(come)} ${come.length === 1 ? "is" : "are"} accepted`,
      before: old,
      after: now,
    });
}

/** Null is in no enum, also where it is listed. */
function isEveryValue({ type, nullable }: JsonSchema, values: readonly unknown[]): boolean {
  return type === "boolean" && !nullable && [true, false].every((value) => values.includes(value));
}

function diffPattern(old: string | undefined, now: string | undefined, place: Place): void {
  if (old === now) return;
  const change = { before: old ?? "none", after: now ?? "none" };
  if (now === undefined)
    return widen(place, { rule: "pattern-removed", accepted: "texts of any form are accepted", ...change });
  const rule = old === undefined ? "pattern-added" : "pattern-changed";
  tighten(place, { rule, refused: `texts that do not match ${now}`, ...change });
}

function diffFormat(old: JsonSchema, now: JsonSchema, place: Place): void {
  const [before, after] = [old.format ?? "none", now.format ?? "none"];
  if (before === after) return;
  const change = { before, after };
  const rule =
    old.format === undefined
      ? "format-added"
      : now.format === undefined
        ? "format-removed"
        : "format-changed";
  if (restricts(now) && !narrows(old, now))
    return tighten(place, { rule, refused: `values that are no ${after}`, ...change });
  if (restricts(old))
    return widen(place, { rule, accepted: `values that are no ${before} are accepted`, ...change });
  harmless(place, { rule, reason: "the server checks neither; it is for readers of the schema", ...change });
}

/** Names of one format: it is compared without hyphens. */
function narrows(old: JsonSchema, now: JsonSchema): boolean {
  return old.format?.replaceAll("-", "") === now.format?.replaceAll("-", "");
}

function diffDefault(old: JsonSchema, now: JsonSchema, place: Place): void {
  const [before, after] = [old.default, now.default];
  if (equalJson(before, after)) return;
  if (before === undefined) return addDefault(after, place);
  if (after === undefined)
    return breaks(place, {
      rule: "default-removed",
      reason: `new objects that leave it out have no value, and stored ones that relied on ${show(before)} lose it: clients that count on a value fail`,
      before,
    });
  breaks(place, {
    rule: "default-changed",
    reason: `manifests that leave it out get ${show(after)} instead of ${show(before)}, and so do stored objects in which it was never written`,
    before,
    after,
  });
}

function addDefault(after: unknown, place: Place): void {
  const reason = `objects without it are read with ${show(after)}, those stored before too: it must be what its absence has meant`;
  const judge = judgeOf(place);
  if (judge) tighten(judge, { rule: "default-added", refused: refusedBy(judge, after), after });
  else harmless(place, { rule: "default-added", reason, after });
}

function diffNullable(old: JsonSchema, now: JsonSchema, place: Place): void {
  if (Boolean(old.nullable) === Boolean(now.nullable)) return;
  if (now.nullable) return widen(place, { rule: "nullable-added", accepted: "null is accepted" });
  // what a list holds is not dropped: it would move the other items
  if (place.path.endsWith("[*]") && now.default === undefined)
    return tighten(place, { rule: "nullable-removed", refused: "nulls" });
  breaks(place, {
    rule: "nullable-removed",
    reason:
      now.default === undefined
        ? "stored nulls are dropped when they are read, and so are those that clients send"
        : `stored nulls are read as ${show(now.default)}, and so are those that clients send`,
  });
}

function list(values: readonly unknown[]): string {
  return values.map(show).join(", ");
}

function show(value: unknown): string {
  return JSON.stringify(value);
}

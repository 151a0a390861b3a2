import { invalidTyped } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { timeZoneNames } from "./time-zone-names.ts";

/** Follows validateTimeZone of k8s.io/kubernetes/pkg/apis/batch/validation/validation.go. */
export function validateTimeZone(zone: string | undefined, at: string): InvalidField[] {
  if (zone === undefined) return [];
  if (zone === "") return [invalidTyped(at, zone, "timeZone must be nil or non-empty string")];
  const unknown = invalidTyped(at, zone, `unknown time zone ${zone}`);
  if (!zone.split("/").every(isPart)) return [unknown];
  const local = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
  return [
    ...(zone.toLowerCase() === "local" ? [invalidTyped(at, zone, local)] : []),
    ...(isTimeZone(zone) ? [] : [unknown]),
  ];
}

function isPart(part: string): boolean {
  return part !== "." && part !== ".." && !part.startsWith("-") && /^[A-Za-z.\-_0-9+]{1,14}$/.test(part);
}

/** What Go's time.LoadLocation finds. */
export function isTimeZone(zone: string): boolean {
  if (zone === "UTC" || zone === "Local" || zone === "") return true;
  const slash = zone.lastIndexOf("/");
  const folder = slash < 0 ? "" : zone.slice(0, slash);
  if (!Object.hasOwn(timeZoneNames, folder)) return false;
  return ` ${timeZoneNames[folder]} `.includes(` ${zone.slice(slash + 1)} `);
}

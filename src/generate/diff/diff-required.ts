import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { below, breaks, harmless, type Place } from "./place.ts";

/** Reports what must be there, and what no longer must. What is missing is a mistake of the object around it, and is passed over only while all of that stays the same. */
export function diffRequired(old: JsonSchema, now: JsonSchema, place: Place): void {
  const [before, after] = [old.required ?? [], now.required ?? []];
  for (const name of after.filter((known) => !before.includes(known))) addRequired(name, now, place);
  for (const name of before.filter((known) => !after.includes(known)))
    if (now.properties?.[name])
      harmless(below(place, name), {
        rule: "required-removed",
        reason: "objects may do without it: readers must be ready to find none",
      });
}

function addRequired(name: string, now: JsonSchema, place: Place): void {
  const at = below(place, name);
  const filled = now.properties?.[name]?.default;
  const rule = "required-added";
  if (filled !== undefined)
    return harmless(at, {
      rule,
      reason: `objects without it are read and written with ${JSON.stringify(filled)}`,
    });
  const stored = place.unit === "" ? "at any write" : `as soon as anything in ${place.unit} is changed`;
  breaks(at, {
    rule,
    reason: `manifests without it are refused, and an object stored without it is refused ${stored}`,
  });
}

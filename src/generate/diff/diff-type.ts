import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { breaks, tighten, widen, type Place } from "./place.ts";

/** Whether the rest of two schemas can be compared: `below` when the new one takes any value, and only what it did below matters. */
export type Comparable = "yes" | "below" | "no";

/** Reports a change of type. */
export function diffType(old: JsonSchema, now: JsonSchema, place: Place): Comparable {
  const [before, after] = [typeOf(old), typeOf(now)];
  if (before === after) return "yes";
  const change = { before, after };
  if (after === "any") {
    widen(place, { rule: "type-widened", accepted: "values of any type are accepted", ...change });
    return "below";
  }
  if (after === "int-or-string" && (before === "integer" || before === "string")) {
    widen(place, { rule: "type-widened", accepted: "integers and strings are accepted", ...change });
    return "yes";
  }
  if (before === "integer" && after === "number") {
    widen(place, { rule: "type-widened", accepted: "fractions are accepted", ...change });
    return "yes";
  }
  if (before === "number" && after === "integer") {
    tighten(place, { rule: "type-narrowed", refused: "fractions", ...change });
    return "yes";
  }
  breaks(place, {
    rule: "type-changed",
    reason: `stored values are still of the old type: server-side apply of such an object fails, and so do clients that read it as ${after}; what clients of the old type send is refused`,
    ...change,
  });
  return "no";
}

/** What the values are: a type, `int-or-string`, or `any`. */
export function typeOf(schema: JsonSchema): string {
  if (schema["x-kubernetes-int-or-string"]) return "int-or-string";
  return schema.type ?? "any";
}

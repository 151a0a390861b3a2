import type { JsonSchema, ValidationRule } from "../../kube/schema/json-schema.ts";
import type { Place } from "./place.ts";

/** The place, for what is inside of its new schema. */
export function within(place: Place, schema: JsonSchema): Place {
  const { path, unit, around = [] } = place;
  return { ...place, around: [...around, { path, unit, schema }] };
}

/** A place at which what is filled in may make an object around it wrong. */
export interface JudgedPlace extends Place {
  /** What asks something of it, and where. */
  readonly by: string;
}

/**
 * Where a new default may break what an object around it has asked before: by a rule, an alternative, or a count. The object is then told as the part that must
 * not be changed. The outermost one counts, and rules and alternatives that do not name the field do not.
 */
export function judgeOf(place: Place): JudgedPlace | undefined {
  for (const { path, unit, schema } of place.around ?? []) {
    const by = judging(schema, place.path.slice(path.length).replace(/^\./, ""));
    if (by !== undefined) return { ...place, unit, by: `${by} of ${path || "the object"}` };
  }
  return undefined;
}

/** What is refused at such a place. */
export function refusedBy({ by }: JudgedPlace, value: unknown): string {
  return `objects that, read with ${JSON.stringify(value)} where they leave it out, break ${by},`;
}

function judging(schema: JsonSchema, rest: string): string | undefined {
  const [step = ""] = /^[^.[]+/.exec(rest) ?? [];
  const rule = schema["x-kubernetes-validations"]?.find((known) => names(known, step));
  if (rule) return `the rule ${rule.rule}`;
  const keywords = ["allOf", "anyOf", "oneOf", "not"] as const;
  const junctor = keywords.find((keyword) => mentions(schema[keyword], step));
  if (junctor) return junctor;
  return schema.maxProperties !== undefined && rest === step ? "maxProperties" : undefined;
}

/** A rule may take the object as a whole, or go through the entries of a map. */
function names({ rule }: ValidationRule, step: string): boolean {
  return rule.includes(step) || /\b(self|oldSelf)\b(?!\s*\.)/.test(rule);
}

function mentions(junctor: unknown, step: string): boolean {
  if (junctor === undefined) return false;
  const text = JSON.stringify(junctor);
  return step === "" || text.includes(JSON.stringify(step)) || /"(m(ax|in)Properties|enum)":/.test(text);
}

import { nearest } from "../../base/nearest.ts";
import type { Tag } from "../model/type.ts";
import { kindMarkers } from "./kind-markers.ts";
import { schemaMarkers } from "./marker-table.ts";
import { tagRules } from "./tag-rules.ts";

const tags = [...Object.keys(tagRules), "optional", "required", "ignore", "featureGate", "rbac"];

/** Keywords that only a schema itself can say. */
const junctors = ["allOf", "anyOf", "oneOf", "not"];

/** What other tools call it. */
const others: Readonly<Record<string, string>> = {
  min: "minimum",
  max: "maximum",
  regex: "pattern",
  regexp: "pattern",
  defaultValue: "default",
  examples: "example",
  readonly: "immutable",
  readOnly: "immutable",
  rule: "validation",
  cel: "validation",
  xValidation: "validation",
  oneOf: "exactlyOneOf",
  uniqueItems: "listType",
  size: "maxLength",
  secret: "sensitive",
};

/** What a tag that there is not may have been meant to be. */
export function unknownHint({ name }: Tag): string {
  const last = name.split(/[.:]/).at(-1) ?? "";
  const keyword = last.charAt(0).toLowerCase() + last.slice(1);
  if (junctors.includes(keyword))
    return `No ${name.startsWith("+") ? "marker" : "tag"} says it: write the keyword as it is, @schema {"${keyword}": …}`;
  const guess = Object.hasOwn(others, keyword) ? others[keyword] : nearest(last, tags);
  const prefix = name.startsWith("+") ? "" : (/^((items|values)\.)*/.exec(name)?.[0] ?? "");
  if (guess) return `Did you mean "@${prefix}${guess}"?`;
  return name.startsWith("+") ? markerHint(name) : knownTags;
}

const knownTags = `Known tags: ${tags.map((name) => `@${name}`).join(", ")}; "items." or "values." before one speaks of what is inside. Text with an @ goes in backticks.`;

/** The nearest marker, else those whose names begin alike. */
function markerHint(name: string): string {
  const known = [...Object.keys(schemaMarkers), ...Object.keys(kindMarkers)].map((marker) => `+${marker}`);
  const family = name.slice(0, name.lastIndexOf(":") + 1);
  const siblings = known.filter((marker) => marker.startsWith(family) && family !== "");
  const guess = siblings.length > 0 ? undefined : nearest(name, known);
  if (guess) return `Did you mean "${guess}"?`;
  return siblings.length > 0 ? `Known: ${siblings.join(", ")}.` : knownTags;
}

import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { diffBounds } from "./diff-bounds.ts";
import { diffExtensions } from "./diff-extensions.ts";
import { diffJunctors } from "./diff-junctors.ts";
import { diffProperties } from "./diff-properties.ts";
import { diffRules } from "./diff-rules.ts";
import { diffType } from "./diff-type.ts";
import { diffValues } from "./diff-values.ts";
import { within } from "./judges.ts";
import { harmless, itemsOf, type Place } from "./place.ts";

const documentation = ["description", "title", "example", "externalDocs"] as const;

/**
 * Reports what a new schema does to the values of the old one. What the server passes over in values that are not changed follows
 * apiextensions-apiserver/pkg/apiserver/validation/ratcheting.go; what it drops and fills in, .../apiserver/schema/pruning and defaulting.
 */
export function diffSchema(old: JsonSchema, now: JsonSchema, place: Place): void {
  if (equalJson(old, now)) return;
  diffDocumentation(old, now, place);
  const comparable = diffType(old, now, place);
  diffValues(old, now, { place, comparable });
  if (comparable === "no") return;
  if (comparable === "yes") {
    diffBounds(old, now, place);
    diffJunctors(old, now, place);
    diffItems(old, now, within(place, now));
  }
  diffExtensions(old, now, place);
  diffRules(old, now, place);
  diffProperties(old, now, { place: within(place, now), diffSchema });
}

function diffItems(old: JsonSchema, now: JsonSchema, place: Place): void {
  if (!old.items || !now.items) return;
  diffSchema(old.items, now.items, itemsOf(place, { keyed: now["x-kubernetes-list-type"] === "map" }));
}

function diffDocumentation(old: JsonSchema, now: JsonSchema, place: Place): void {
  const changed = documentation.filter((keyword) => !equalJson(old[keyword], now[keyword]));
  if (changed.length > 0)
    harmless(place, {
      rule: "documentation-changed",
      reason: `${changed.join(", ")}: for readers of the documentation only`,
    });
}

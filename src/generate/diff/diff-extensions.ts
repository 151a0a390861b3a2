import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { breaks, harmless, type Place } from "./place.ts";

/** Reports changes of how a list or a map is merged, and of what an object is beside its properties. */
export function diffExtensions(old: JsonSchema, now: JsonSchema, place: Place): void {
  diffListType(old, now, place);
  diffMapType(old, now, place);
  diffEmbedded(old, now, place);
}

/** What is wrong with the old list is passed over whole (registry/customresource/strategy.go, ValidateUpdate). */
function diffListType(old: JsonSchema, now: JsonSchema, place: Place): void {
  if (old.type !== "array" || now.type !== "array") return;
  const [before, after] = [old, now].map((schema) => schema["x-kubernetes-list-type"] ?? "atomic");
  if (before === after) return diffKeys(old, now, place);
  const change = { rule: "list-type-changed", before, after };
  if (before !== "atomic")
    return breaks(place, {
      ...change,
      reason:
        "several appliers that each own items of the list conflict from now on, or take each other's away",
    });
  place.report(place.path, {
    ...change,
    class: "tightening",
    reason: `lists with two ${after === "map" ? "items of the same keys" : "equal items"} are refused; an object stored with such a list can still be written. Items are merged by server-side apply, where the list was replaced before`,
  });
}

function diffKeys(old: JsonSchema, now: JsonSchema, place: Place): void {
  const [before, after] = [old, now].map((schema) => schema["x-kubernetes-list-map-keys"] ?? []);
  if ([...(before ?? [])].sort().join() === [...(after ?? [])].sort().join()) return;
  breaks(place, {
    rule: "list-map-keys-changed",
    reason:
      "items are told apart by other fields: who owned an item by server-side apply no longer does, and its next apply adds or takes away others",
    before,
    after,
  });
}

function diffMapType(old: JsonSchema, now: JsonSchema, place: Place): void {
  const [before, after] = [old, now].map((schema) => schema["x-kubernetes-map-type"] ?? "granular");
  if (before === after) return;
  const change = { rule: "map-type-changed", before, after };
  if (after === "granular")
    return harmless(place, {
      ...change,
      reason: "server-side apply merges its fields, where it replaced them all before",
    });
  breaks(place, {
    ...change,
    reason: "several appliers that each own fields of it conflict from now on, or take each other's away",
  });
}

function diffEmbedded(old: JsonSchema, now: JsonSchema, place: Place): void {
  const [before = false, after = false] = [old, now].map(
    (schema) => schema["x-kubernetes-embedded-resource"],
  );
  if (before === after) return;
  if (after)
    return breaks(place, {
      rule: "embedded-resource-added",
      reason:
        "what is there must have apiVersion and kind, and valid metadata: an object stored without is refused at any write",
    });
  const kept = now["x-kubernetes-preserve-unknown-fields"] || typeof now.additionalProperties === "object";
  const lost = ["apiVersion", "kind", "metadata"].filter((name) => !now.properties?.[name]);
  const finding = { rule: "embedded-resource-removed" };
  if (kept || lost.length === 0)
    harmless(place, { ...finding, reason: "apiVersion, kind and metadata may be missing or anything" });
  else breaks(place, { ...finding, reason: `stored values of ${lost.join(", ")} are pruned` });
}

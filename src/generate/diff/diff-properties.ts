import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { walkSchema } from "../../kube/schema/walk-schema.ts";
import { diffRequired } from "./diff-required.ts";
import { judgeOf, refusedBy } from "./judges.ts";
import { below, breaks, harmless, tighten, widen, type Place } from "./place.ts";

interface Context {
  readonly place: Place;
  readonly diffSchema: (old: JsonSchema, now: JsonSchema, place: Place) => void;
}

/** Reports changes of the properties of an object, of the entries of a map, and of what becomes of fields that neither names. */
export function diffProperties(old: JsonSchema, now: JsonSchema, context: Context): void {
  const { place, diffSchema } = context;
  const names = new Set([...Object.keys(old.properties ?? {}), ...Object.keys(now.properties ?? {})]);
  for (const name of names) {
    const [before, after] = [propertyOf(old, name), propertyOf(now, name)];
    const at = below(place, name);
    if (before && after) diffSchema(before, after, at);
    else if (before) removeProperty(before, { old, now, at });
    else if (after) addProperty(after, { old, now, name, at });
  }
  diffEntries(old, now, context);
  diffUnknown(old, now, place);
  diffRequired(old, now, place);
}

/** The schema of a named value: of the property, else of the map's entries. */
function propertyOf(
  { properties = {}, additionalProperties }: JsonSchema,
  name: string,
): JsonSchema | undefined {
  if (Object.hasOwn(properties, name)) return properties[name];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

function removeProperty(
  gone: JsonSchema,
  { old, now, at }: { old: JsonSchema; now: JsonSchema; at: Place },
): void {
  if (!keepsUnknown(now) || (now.additionalProperties === true && holdsFields(gone))) {
    const name = newName(gone, old, now);
    const renamed = name
      ? ` "${name}" has the same schema: if it is its new name, stored values do not move there`
      : "";
    return breaks(at, {
      rule: "property-removed",
      reason: `stored values are pruned when an object is read, and gone with its next write; what clients send is dropped, or refused where they ask for strict validation.${renamed}`,
      before: gone.type ?? "any",
    });
  }
  harmless(at, {
    rule: "property-removed",
    reason: "unknown fields are kept here: stored values stay, and are no longer validated",
    before: gone.type ?? "any",
  });
  walkSchema(
    gone,
    (schema, path) => {
      if (schema.default === undefined) return;
      const reason = "it is no longer filled in: clients that count on a value fail";
      at.report(path, { rule: "default-removed", class: "breaking", reason, before: schema.default });
    },
    at.path,
  );
}

/** A property that is new and looks the same, but for its documentation. */
function newName(gone: JsonSchema, old: JsonSchema, now: JsonSchema): string | undefined {
  const same = ({ description: _a, ...a }: JsonSchema, { description: _b, ...b }: JsonSchema) =>
    equalJson(a, b);
  const added = Object.entries(now.properties ?? {}).filter(([name]) => !old.properties?.[name]);
  return added.find(([, schema]) => same(gone, schema))?.[0];
}

function addProperty(
  come: JsonSchema,
  { old, now, name, at }: { old: JsonSchema; now: JsonSchema; name: string; at: Place },
): void {
  const change = { rule: "property-added", after: come.type ?? "any" };
  if (keepsUnknown(old)) {
    if (keepsBelow(old) && holdsObjects(come))
      breaks(at, {
        ...change,
        reason:
          "unknown fields were kept here: values that are there are validated from now on, and what the new schema does not name is pruned",
      });
    else
      tighten(at, {
        ...change,
        refused: "values that were kept here without a schema, and do not fit the new one,",
      });
    return;
  }
  if (now.required?.includes(name) && come.default === undefined) return; // said where it is required
  const judge = come.default === undefined ? undefined : judgeOf(at);
  if (judge) return tighten(judge, { ...change, refused: refusedBy(judge, come.default) });
  const filled =
    come.default === undefined
      ? ""
      : `, and objects without it are read with ${JSON.stringify(come.default)}`;
  harmless(at, { ...change, reason: `stored objects and clients do without it as before${filled}` });
}

function diffEntries(old: JsonSchema, now: JsonSchema, { place, diffSchema }: Context): void {
  const [before, after] = [old.additionalProperties || undefined, now.additionalProperties || undefined];
  const entries = below(place, "*");
  if (typeof before === "object" && typeof after === "object") return diffSchema(before, after, entries);
  if (before === after) return;
  const change = { before: nameOf(before), after: nameOf(after) };
  if (typeof after === "object") {
    if (keepsUnknown(old))
      constrainEntries({ prunes: keepsBelow(old) && holdsObjects(after), entries, change });
    else widen(entries, { rule: "entries-added", accepted: "entries of any name are kept", ...change });
  } else if (keepsUnknown(now))
    freeEntries({ prunes: !keepsBelow(now) && holdsFields(before), entries, change });
  else
    breaks(entries, {
      rule: "entries-removed",
      reason:
        "entries whose names are no properties are pruned when an object is read, and gone with its next write",
      ...change,
    });
}

interface EntriesChange {
  readonly prunes: boolean;
  readonly entries: Place;
  readonly change: { before: string; after: string };
}

function constrainEntries({ prunes, entries, change }: EntriesChange): void {
  const finding = { rule: "entries-constrained", ...change };
  if (prunes)
    breaks(entries, {
      ...finding,
      reason:
        "entries that are there are validated from now on, and what the new schema does not name is pruned",
    });
  else tighten(entries, { ...finding, refused: "entries that do not fit the new schema" });
}

function freeEntries({ prunes, entries, change }: EntriesChange): void {
  const finding = { rule: "entries-freed", ...change };
  if (prunes)
    breaks(entries, {
      ...finding,
      reason:
        "entries of any form are accepted, and fields of objects in them are pruned: additionalProperties: true names none",
    });
  else widen(entries, { ...finding, accepted: "entries of any form are accepted" });
}

function diffUnknown(old: JsonSchema, now: JsonSchema, place: Place): void {
  const key = "x-kubernetes-preserve-unknown-fields";
  const [before = false, after = false] = [old[key], now[key]];
  if (before === after) return;
  if (after)
    return widen(place, {
      rule: "unknown-fields-kept",
      accepted: "fields that the schema does not name are kept",
    });
  if (typeof now.additionalProperties === "object") return; // said of the entries
  breaks(place, {
    rule: "unknown-fields-pruned",
    reason:
      "stored fields that the schema does not name are pruned when an object is read, and gone with its next write",
  });
}

function keepsUnknown(schema: JsonSchema): boolean {
  return Boolean(schema["x-kubernetes-preserve-unknown-fields"]) || schema.additionalProperties === true;
}

/** Whether fields below those that the schema does not name are kept: additionalProperties: true keeps an entry, and prunes what is in it. */
function keepsBelow(schema: JsonSchema): boolean {
  return Boolean(schema["x-kubernetes-preserve-unknown-fields"]) && schema.additionalProperties !== true;
}

/** Whether there may be fields in a value. */
function holdsFields(schema: JsonSchema | true | undefined): boolean {
  let found = false;
  if (typeof schema === "object")
    walkSchema(schema, ({ properties, additionalProperties, ...inner }) => {
      found ||= Boolean(properties ?? additionalProperties ?? inner["x-kubernetes-preserve-unknown-fields"]);
    });
  return found;
}

/** Whether something below could be pruned. */
function holdsObjects(schema: JsonSchema): boolean {
  let found = false;
  walkSchema(schema, (inner) => {
    found ||=
      inner.type === "object" && !keepsUnknown(inner) && typeof inner.additionalProperties !== "object";
  });
  return found;
}

function nameOf(entries: JsonSchema | true | undefined): string {
  return typeof entries === "object" ? (entries.type ?? "any") : entries ? "any" : "none";
}

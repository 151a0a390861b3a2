import { equalJson } from "../../base/json.ts";
import { ApplyConflictError, type Conflict } from "./apply-conflict.ts";
import { compareTyped, type Comparison } from "./compare-typed.ts";
import { FieldSet } from "./field-set.ts";
import { managerKey, type ManagedSet, type ManagerIdentity } from "./manager.ts";
import { mergeTyped } from "./merge-typed.ts";
import { reconcileFields } from "./reconcile-fields.ts";
import { removeFields } from "./remove-fields.ts";
import type { Type } from "./topology.ts";
import { fieldSetOf, withNamedFields } from "./typed-value.ts";
import { convertTyped, type TypedObject, type VersionedTypes } from "./versioned-types.ts";

type Managers = ReadonlyMap<string, ManagedSet>;

/** What a write is compared in. */
export interface UpdateContext {
  readonly type: Type;
  readonly apiVersion: string;
  readonly types: VersionedTypes;
}

/** Merges a configuration and takes its fields: Updater.Apply of structured-merge-diff's merge. `object` is undefined when nothing changed. */
export function applyConfiguration(
  live: unknown,
  context: UpdateContext & {
    readonly config: unknown;
    readonly applier: ManagerIdentity;
    readonly managers: Managers;
    readonly force: boolean;
  },
): { object: unknown; changed: boolean; managers: Map<string, ManagedSet> } {
  const { config, applier, force, type, apiVersion, types } = context;
  const key = managerKey(applier);
  const known = reconcileManagers(live, context.managers, context);
  const last = known.get(key);
  const set = filtered(fieldSetOf(config, type), types.resetFields(apiVersion));
  const managers = new Map(known).set(key, { ...applier, set, time: last?.time });
  const merged = mergeTyped(live, config, type) ?? {};
  const object = last && !last.set.isEmpty ? prune(merged, { last, managers, context }) : merged;
  const taken = takeFields(live, object, { managers, except: key, force, context });
  return { object, changed: !equalJson(live, object), managers: taken.managers };
}

/** Takes the fields that a write changed from others: Updater.Update of structured-merge-diff's merge. `taken` belongs to the writer. */
export function recordUpdate(
  live: unknown,
  next: unknown,
  context: UpdateContext & { readonly managers: Managers },
): { managers: Map<string, ManagedSet>; taken: FieldSet } {
  const known = reconcileManagers(live, context.managers, context);
  const { managers, comparison } = takeFields(live, next, {
    managers: known,
    except: undefined,
    force: true,
    context,
  });
  return { managers, taken: comparison.added.union(comparison.modified) };
}

/** What others own shrinks by what was changed or removed, each in its version; without force, a change of theirs is a conflict. */
function takeFields(
  live: unknown,
  next: unknown,
  options: { managers: Managers; except: string | undefined; force: boolean; context: UpdateContext },
): { managers: Map<string, ManagedSet>; comparison: Comparison } {
  const { managers, except, force, context } = options;
  const { type, apiVersion, types } = context;
  const comparison = filteredComparison(compareTyped(live, next, type), types.resetFields(apiVersion));
  const versions = new Map<string, Comparison | undefined>([[apiVersion, comparison]]);
  const conflicts: Conflict[] = [];
  const result = new Map<string, ManagedSet>();
  for (const [key, owner] of managers) {
    if (key === except) {
      result.set(key, owner);
      continue;
    }
    if (!versions.has(owner.apiVersion))
      versions.set(owner.apiVersion, compareIn(owner.apiVersion, { live, next, context }));
    const compared = versions.get(owner.apiVersion);
    if (!compared) continue;
    const lost = owner.set.intersection(compared.added.union(compared.modified));
    if (!lost.isEmpty) conflicts.push({ owner, set: lost });
    const set = owner.set.difference(lost).difference(compared.removed);
    if (!set.isEmpty) result.set(key, { ...owner, set });
  }
  if (!force && conflicts.length > 0) throw new ApplyConflictError(conflicts);
  return { managers: result, comparison };
}

/** The change as another version shows it; undefined when there is no such version. */
function compareIn(
  apiVersion: string,
  options: { live: unknown; next: unknown; context: UpdateContext },
): Comparison | undefined {
  const { live, next, context } = options;
  const { type, types } = context;
  const convert = (value: unknown, what: string) =>
    explained(() => convertTyped({ value, type }, apiVersion, types), `failed to convert ${what} object`);
  const old = convert(live, "old");
  const now = convert(next, "new");
  if (!old || !now) return undefined;
  return filteredComparison(compareTyped(old.value, now.value, now.type), types.resetFields(apiVersion));
}

/** Fields in the shape that the schemas have now; versions that are gone have none. */
function reconcileManagers(live: unknown, managers: Managers, context: UpdateContext): Managers {
  const { type, types } = context;
  const converted = new Map<string, TypedObject | undefined>();
  const result = new Map<string, ManagedSet>();
  for (const [key, owner] of managers) {
    const { apiVersion } = owner;
    if (!converted.has(apiVersion))
      converted.set(apiVersion, convertTyped({ value: live, type }, apiVersion, types));
    const typed = converted.get(apiVersion);
    if (typed) result.set(key, { ...owner, set: reconcileFields(owner.set, typed.type) });
  }
  return result;
}

/** Removes what the applier owned before and does not now, unless another manager owns it. */
function prune(
  merged: unknown,
  options: { last: ManagedSet; managers: Managers; context: UpdateContext },
): unknown {
  const { last, managers, context } = options;
  const { type, types, apiVersion } = context;
  const convert = (object: TypedObject, version: string) => convertTyped(object, version, types);
  const before = explained(
    () => convert({ value: merged, type }, last.apiVersion),
    "failed to prune fields: failed to convert merged object to last applied version",
  );
  if (!before) return merged;
  const removed = removeFields(before.value, withNamedFields(last.set, before.type), before.type);
  const withOwned = addBackOwned(
    before,
    { value: removed, type: before.type },
    { version: last.apiVersion, managers, types },
  );
  const pruned = addBackDangling(before, withOwned, { last, types });
  return convert(pruned, apiVersion)?.value ?? {};
}

/** Adds back what others own, version by version, that of the last configuration first. */
function addBackOwned(
  merged: TypedObject,
  pruned: TypedObject,
  options: { version: string; managers: Managers; types: VersionedTypes },
): TypedObject {
  const { version, managers, types } = options;
  const owned = new Map<string, FieldSet>([[version, FieldSet.empty]]);
  for (const { apiVersion, set } of managers.values())
    owned.set(apiVersion, (owned.get(apiVersion) ?? FieldSet.empty).union(set));
  let [all, kept] = [merged, pruned];
  for (const [apiVersion, set] of owned) {
    const failed = (what: string) =>
      `failed to prune fields: failed add back owned items: failed to convert ${what} object at version ${apiVersion}`;
    const whole = explained(() => convertTyped(all, apiVersion, types), failed("merged"));
    const part = whole && explained(() => convertTyped(kept, apiVersion, types), failed("pruned"));
    if (!whole || !part) continue;
    const named = (fields: FieldSet) => withNamedFields(fields, whole.type);
    const keep = named(fieldSetOf(part.value, part.type)).union(named(set));
    const gone = named(fieldSetOf(whole.value, whole.type)).difference(keep);
    all = whole;
    kept = { value: removeFields(whole.value, gone, whole.type), type: whole.type };
  }
  return kept;
}

/** Adds back what the applier never owned. */
function addBackDangling(
  merged: TypedObject,
  pruned: TypedObject,
  { last, types }: { last: ManagedSet; types: VersionedTypes },
): TypedObject {
  const left = convertTyped(pruned, last.apiVersion, types);
  if (!left) return merged;
  const named = (fields: FieldSet) => withNamedFields(fields, merged.type);
  const gone = named(fieldSetOf(merged.value, merged.type))
    .difference(named(fieldSetOf(left.value, left.type)))
    .intersection(named(last.set));
  return { value: removeFields(merged.value, gone, merged.type), type: merged.type };
}

function explained<T>(run: () => T, what: string): T {
  try {
    return run();
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function filtered(set: FieldSet, reset: FieldSet | undefined): FieldSet {
  return reset ? set.recursiveDifference(reset) : set;
}

function filteredComparison(comparison: Comparison, reset: FieldSet | undefined): Comparison {
  if (!reset) return comparison;
  const { added, removed, modified } = comparison;
  return {
    added: filtered(added, reset),
    removed: filtered(removed, reset),
    modified: filtered(modified, reset),
  };
}

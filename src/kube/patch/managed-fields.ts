import { copyJson, equalJson, type JsonObject } from "../../base/json.ts";
import { timeText } from "../condition.ts";
import type { KubernetesObject, ManagedFieldsEntry } from "../object.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import type { ResolveRef } from "../schema/resolve-schema.ts";
import { ApplyConflictError, type Conflict } from "./apply-conflict.ts";
import { compareTyped, type Comparison } from "./compare-typed.ts";
import { FieldSet } from "./field-set.ts";
import { allowedByLastApplied, withLastApplied } from "./last-applied.ts";
import {
  capManagers,
  isReset,
  managerKey,
  readManagers,
  writeManagers,
  type ManagedSet,
  type ManagerIdentity,
} from "./manager.ts";
import { mergeTyped } from "./merge-typed.ts";
import { removeFields } from "./remove-fields.ts";
import { typeOf, type Type } from "./topology.ts";
import { fieldSetOf, withNamedFields } from "./typed-value.ts";
import { checkConfiguration, checkLive } from "./validate-typed.ts";

export { ApplyConflictError };

/** Fields that the server sets and nobody owns (stripmeta.go of k8s.io/apimachinery/pkg/util/managedfields). */
const unowned = FieldSet.parse({
  "f:apiVersion": {},
  "f:kind": {},
  "f:metadata": {
    ".": {},
    "f:name": {},
    "f:namespace": {},
    "f:creationTimestamp": {},
    "f:selfLink": {},
    "f:uid": {},
    "f:clusterName": {},
    "f:generation": {},
    "f:managedFields": {},
    "f:resourceVersion": {},
  },
});

interface Write {
  readonly manager: string;
  readonly schema: JsonSchema;
  readonly resolve?: ResolveRef;
  readonly apiVersion: string;
  readonly subresource?: string;
  /** Fields that this endpoint does not write, as `fieldsV1`: `{"f:status": {}}` for an object that has a status endpoint. */
  readonly resetFields?: JsonObject;
  /** What a new object has before anything is set: the structs of a built-in kind. Default nothing, as for custom resources. */
  readonly emptyObject?: JsonObject;
  readonly now: Date;
}

/**
 * Server-side apply: merges a configuration into the live object (or makes a new one), removes what the applier no longer
 * wants and nobody else does, and keeps account of who owns what. Follows merge.Updater.Apply of structured-merge-diff and the
 * managers that k8s.io/apimachinery/pkg/util/managedfields puts around it.
 *
 * @throws ApplyConflictError unless `force`
 * @throws InvalidConfigurationError when the configuration does not fit the schema
 */
export function applyServerSide(
  options: Write & { live: KubernetesObject | undefined; config: unknown; force: boolean },
): { object: KubernetesObject } {
  const { live, config, force, manager } = options;
  const type = typeOf(options.schema, options.resolve);
  checkConfiguration(config, type);
  const before = live ? withoutManagedFields(live) : (options.emptyObject ?? {});
  if (live) checkLive(before, type);
  const managers = readManagers(live?.metadata?.managedFields);
  const owned = live && managers.size === 0 ? adoptUnmanaged(before, { type, options }) : managers;
  const run = (forced: boolean) =>
    applyOnce(before, { config, force: forced, managers: owned, type, options });
  try {
    return { object: withLastApplied(run(force), { config, manager }) };
  } catch (error) {
    if (!(error instanceof ApplyConflictError) || manager !== "kubectl") throw error;
    const allowed = allowedByLastApplied(before, type);
    if (!allowed) throw error;
    const left = error.without(allowed);
    if (left) throw left;
    return { object: withLastApplied(run(true), { config, manager }) };
  }
}

/**
 * The object with its managedFields after a create, update or patch: the writer owns what it added or changed, others lose it. The
 * fields in `after.metadata.managedFields` count where there are any, an empty list starts anew; an object that exists (it has a uid) and is not
 * managed stays so until somebody applies it. Follows merge.Updater.Update and k8s.io/apimachinery/pkg/util/managedfields.
 */
export function updateManagedFields<T extends KubernetesObject>(
  options: Write & { before: KubernetesObject | undefined; after: T; operation?: "Update" },
): T {
  const { before, after } = options;
  const type = typeOf(options.schema, options.resolve);
  const managers = startingManagers(options);
  if (managers.size === 0 && before?.metadata?.uid) return withManagedFields(after, []);
  const live = before ? withoutManagedFields(before) : (options.emptyObject ?? {});
  return withManagedFields(
    after,
    writeManagers(trackUpdate(live, { next: withoutManagedFields(after), managers, type, options }).values()),
  );
}

interface Context {
  readonly type: Type;
  readonly options: Write;
}

function applyOnce(
  before: unknown,
  context: Context & { config: unknown; force: boolean; managers: ReadonlyMap<string, ManagedSet> },
): KubernetesObject {
  const { config, force, type, options } = context;
  const applier: ManagerIdentity = { ...identityOf(options), operation: "Apply" };
  const key = managerKey(applier);
  const last = context.managers.get(key);
  const set = filtered(fieldSetOf(config, type), options);
  const managers = new Map(context.managers).set(key, { ...applier, set, time: last?.time });
  const merged = mergeTyped(before, config, type) ?? {};
  const after = last && !last.set.isEmpty ? prune(merged, { last: last.set, managers, type }) : merged;
  const comparison = filteredComparison(compareTyped(before, after, type), options);
  const claimed = takeFields(managers, { except: key, comparison, force });
  const time = equalJson(before, after) ? last?.time : timeText(options.now);
  claimed.set(key, { ...applier, set: set.difference(unowned), time });
  return withManagedFields(after as KubernetesObject, writeManagers(claimed.values()));
}

function trackUpdate(
  live: unknown,
  context: Context & { next: unknown; managers: ReadonlyMap<string, ManagedSet> },
): Map<string, ManagedSet> {
  const { next, type, options } = context;
  const comparison = filteredComparison(compareTyped(live, next, type), options);
  const updater: ManagerIdentity = { ...identityOf(options), operation: "Update" };
  const key = managerKey(updater);
  const managers = takeFields(context.managers, { except: undefined, comparison, force: true });
  const taken = comparison.added.union(comparison.modified).difference(unowned);
  if (!taken.isEmpty) {
    const own = managers.get(key)?.set ?? FieldSet.empty;
    managers.set(key, { ...updater, set: own.union(taken), time: timeText(options.now) });
  }
  return capManagers(managers);
}

/** An object from before field management: what it has belongs to nobody in particular, and an apply must not take it silently. */
function adoptUnmanaged(live: unknown, { type, options }: Context): Map<string, ManagedSet> {
  const { apiVersion } = options;
  const { kind } = live as KubernetesObject;
  const empty = options.emptyObject ?? { apiVersion, kind };
  const adopter = { ...options, manager: "before-first-apply" };
  return trackUpdate(empty, { next: live, managers: new Map(), type, options: adopter });
}

/** Those that the new object brings, else those of the live one (FieldManager.Update). */
function startingManagers(
  options: Pick<Write, "subresource"> & { before: KubernetesObject | undefined; after: KubernetesObject },
): Map<string, ManagedSet> {
  const [old, sent] = [options.before?.metadata?.managedFields, options.after.metadata?.managedFields];
  if (options.subresource) return readManagers(old);
  if (isReset(sent)) return new Map();
  const managers = readManagers(sent);
  return managers.size > 0 ? managers : readManagers(old);
}

function identityOf({ manager, apiVersion, subresource }: Write): Omit<ManagerIdentity, "operation"> {
  return { manager: manager || "unknown", apiVersion, subresource };
}

function filtered(set: FieldSet, { resetFields }: Write): FieldSet {
  return resetFields ? set.recursiveDifference(FieldSet.parse(resetFields)) : set;
}

function filteredComparison({ added, removed, modified }: Comparison, options: Write): Comparison {
  return {
    added: filtered(added, options),
    removed: filtered(removed, options),
    modified: filtered(modified, options),
  };
}

/** What others own shrinks by what was changed or removed; without force, a change of theirs is a conflict. */
function takeFields(
  managers: ReadonlyMap<string, ManagedSet>,
  options: { except: string | undefined; comparison: Comparison; force: boolean },
): Map<string, ManagedSet> {
  const { except, comparison, force } = options;
  const touched = comparison.added.union(comparison.modified);
  const conflicts: Conflict[] = [];
  const result = new Map<string, ManagedSet>();
  for (const [key, owner] of managers) {
    if (key === except) {
      result.set(key, owner);
      continue;
    }
    const lost = owner.set.intersection(touched);
    if (!lost.isEmpty) conflicts.push({ owner, set: lost });
    result.set(key, { ...owner, set: owner.set.difference(lost).difference(comparison.removed) });
  }
  if (!force && conflicts.length > 0) throw new ApplyConflictError(conflicts);
  return result;
}

/** Removes what the applier owned before and does not now, unless another manager owns it. */
function prune(
  merged: unknown,
  options: { last: FieldSet; managers: ReadonlyMap<string, ManagedSet>; type: Type },
): unknown {
  const { last, managers, type } = options;
  const named = (set: FieldSet) => withNamedFields(set, type);
  const lastNamed = named(last);
  const all = named(fieldSetOf(merged, type));
  const owned = [...managers.values()].reduce((union, { set }) => union.union(set), FieldSet.empty);
  const bare = removeFields(merged, lastNamed, type);
  const kept = named(fieldSetOf(bare, type)).union(named(owned));
  const withOwned = removeFields(merged, all.difference(kept), type);
  const dangling = all.difference(named(fieldSetOf(withOwned, type))).intersection(lastNamed);
  return removeFields(merged, dangling, type) ?? {};
}

function withoutManagedFields(object: KubernetesObject): KubernetesObject {
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function withManagedFields<T extends KubernetesObject>(object: T, managedFields: ManagedFieldsEntry[]): T {
  const { managedFields: _managedFields, ...metadata } = copyJson(object.metadata ?? {});
  return { ...object, metadata: { ...metadata, ...(managedFields.length > 0 ? { managedFields } : {}) } };
}

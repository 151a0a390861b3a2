import { copyJson, equalJson, type JsonObject } from "../../base/json.ts";
import { timeText } from "../condition.ts";
import type { KubernetesObject, ManagedFieldsEntry } from "../object.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { resolveSchema, type ResolveRef } from "../schema/resolve-schema.ts";
import { FieldSet } from "./field-set.ts";
import {
  managerKey,
  managerText,
  readManagers,
  writeManagers,
  type ManagedSet,
  type ManagerIdentity,
} from "./manager.ts";
import type { TypedValue } from "./topology.ts";
import {
  compareTyped,
  fieldSetOf,
  mergeTyped,
  removeFields,
  withNamedFields,
  type Comparison,
} from "./typed-value.ts";

/** An apply that would change fields of other managers. */
export class ApplyConflictError extends Error {
  /** One entry a field; `manager` is quoted and qualified as the server prints it. */
  readonly conflicts: readonly { readonly manager: string; readonly field: string }[];

  constructor(conflicts: readonly { manager: string; field: string }[]) {
    super(`Apply failed with ${conflicts.length} conflict${conflicts.length === 1 ? "" : "s"}`);
    this.name = "ApplyConflictError";
    this.conflicts = conflicts;
  }
}

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
 * wants and nobody else does, and keeps account of who owns what. Follows structured-merge-diff's merge.Updater.Apply.
 *
 * @throws ApplyConflictError unless `force`
 */
export function applyServerSide(
  options: Write & { live: KubernetesObject | undefined; config: unknown; force: boolean },
): { object: KubernetesObject } {
  const { live, config, force, resolve } = options;
  const schema = resolveSchema(options.schema, resolve);
  const typed = (value: unknown): TypedValue => ({ value, schema });
  const before = typed(live ? withoutManagedFields(live) : (options.emptyObject ?? {}));
  const applier: ManagerIdentity = { ...identityOf(options), operation: "Apply" };
  const key = managerKey(applier);
  const managers = readManagers(live?.metadata?.managedFields);
  if (live && managers.size === 0) adoptUnmanaged(managers, { live: before, options });

  const last = managers.get(key);
  const set = ownable(fieldSetOf(typed(config), resolve), options);
  managers.set(key, { ...applier, set, time: last?.time });
  const merged = mergeTyped(before, typed(config), resolve);
  const pruned = last ? prune(typed(merged), { last: last.set, managers, resolve }) : merged;
  const after = typed(pruned);
  const comparison = compareTyped(before, after, resolve);
  const claimed = takeFields(managers, { except: key, comparison, force });
  const changed = !equalJson(before.value, after.value) || !last?.set.equals(set);
  if (changed) claimed.set(key, { ...applier, set, time: timeText(options.now) });
  return { object: withManagedFields(after.value as KubernetesObject, writeManagers(claimed.values())) };
}

/**
 * The object with its managedFields after a create, update or patch: the writer owns what it added or changed, others lose it.
 * Follows merge.Updater.Update and managedfieldsupdater.go. An object sent with an empty managedFields list starts anew.
 */
export function updateManagedFields<T extends KubernetesObject>(
  options: Write & { before: KubernetesObject | undefined; after: T; operation?: "Update" },
): T {
  const { before, after, resolve } = options;
  const schema = resolveSchema(options.schema, resolve);
  const live: TypedValue = {
    value: before ? withoutManagedFields(before) : (options.emptyObject ?? {}),
    schema,
  };
  const next: TypedValue = { value: withoutManagedFields(after), schema };
  const comparison = compareTyped(live, next, resolve);
  const updater: ManagerIdentity = { ...identityOf(options), operation: "Update" };
  const key = managerKey(updater);
  const managers = takeFields(readManagers(before?.metadata?.managedFields), {
    except: undefined,
    comparison,
    force: true,
  });
  const taken = ownable(comparison.added.union(comparison.modified), options);
  if (!taken.isEmpty) {
    const own = managers.get(key)?.set ?? FieldSet.empty;
    managers.set(key, { ...updater, set: own.union(taken), time: timeText(options.now) });
  }
  return withManagedFields(after, writeManagers(managers.values()));
}

function identityOf({ manager, apiVersion, subresource }: Write): Omit<ManagerIdentity, "operation"> {
  return { manager, apiVersion, subresource };
}

function ownable(set: FieldSet, { resetFields }: Write): FieldSet {
  const owned = set.difference(unowned);
  return resetFields ? owned.recursiveDifference(FieldSet.parse(resetFields)) : owned;
}

/** What others own shrinks by what was changed or removed; without force, a change of theirs is a conflict. */
function takeFields(
  managers: ReadonlyMap<string, ManagedSet>,
  options: { except: string | undefined; comparison: Comparison; force: boolean },
): Map<string, ManagedSet> {
  const { except, comparison, force } = options;
  const touched = comparison.added.union(comparison.modified);
  const conflicts: { manager: string; field: string }[] = [];
  const result = new Map<string, ManagedSet>();
  for (const [key, owner] of managers) {
    if (key === except) {
      result.set(key, owner);
      continue;
    }
    const lost = owner.set.intersection(touched);
    conflicts.push(...lost.paths().map((field) => ({ manager: managerText(owner), field })));
    result.set(key, { ...owner, set: owner.set.difference(lost).difference(comparison.removed) });
  }
  if (!force && conflicts.length > 0) throw new ApplyConflictError(conflicts);
  return result;
}

/** Removes what the applier owned before and does not now, unless another manager owns it. */
function prune(
  merged: TypedValue,
  options: { last: FieldSet; managers: ReadonlyMap<string, ManagedSet>; resolve: ResolveRef | undefined },
): unknown {
  const { last, managers, resolve } = options;
  const named = (set: FieldSet) => withNamedFields(set, merged, resolve);
  const all = named(fieldSetOf(merged, resolve));
  const lastNamed = named(last);
  const owned = [...managers.values()].reduce((union, { set }) => union.union(set), FieldSet.empty);
  const bare = { ...merged, value: removeFields(merged, lastNamed, resolve) ?? {} };
  const kept = named(fieldSetOf(bare, resolve)).union(named(owned));
  const withOwned = { ...merged, value: removeFields(merged, all.difference(kept), resolve) ?? {} };
  const dangling = all.difference(named(fieldSetOf(withOwned, resolve))).intersection(lastNamed);
  return removeFields(merged, dangling, resolve) ?? {};
}

/** An object from before field management: what it has belongs to nobody in particular, and an apply must not take it silently. */
function adoptUnmanaged(managers: Map<string, ManagedSet>, from: { live: TypedValue; options: Write }): void {
  const { live, options } = from;
  const identity: ManagerIdentity = {
    manager: "before-first-apply",
    operation: "Update",
    apiVersion: options.apiVersion,
  };
  const set = ownable(fieldSetOf(live, options.resolve), { ...options, resetFields: {} });
  managers.set(managerKey(identity), { ...identity, set, time: timeText(options.now) });
}

function withoutManagedFields(object: KubernetesObject): KubernetesObject {
  if (!object.metadata?.managedFields) return object;
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function withManagedFields<T extends KubernetesObject>(object: T, managedFields: ManagedFieldsEntry[]): T {
  const { managedFields: _managedFields, ...metadata } = copyJson(object.metadata ?? {});
  return { ...object, metadata: { ...metadata, ...(managedFields.length > 0 ? { managedFields } : {}) } };
}

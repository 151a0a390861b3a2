import { copyJson, type JsonObject } from "../../base/json.ts";
import { timeText } from "../condition.ts";
import type { KubernetesObject, ManagedFieldsEntry } from "../object.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import type { ResolveRef } from "../schema/resolve-schema.ts";
import { ApplyConflictError } from "./apply-conflict.ts";
import { FieldSet } from "./field-set.ts";
import type { FieldsMemory } from "./fields-memory.ts";
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
import { typeOf, type Type } from "./topology.ts";
import { applyConfiguration, recordUpdate } from "./update-managers.ts";
import { checkConfiguration, checkLive, identityText, typedProblem } from "./validate-typed.ts";
import type { VersionedTypes } from "./versioned-types.ts";

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

/** One version of a kind. */
export interface SchemaVersion {
  readonly schema: JsonSchema;
  /** Fields that the endpoint does not write, as `fieldsV1`. */
  readonly resetFields?: JsonObject;
}

interface Write {
  readonly manager: string;
  readonly schema: JsonSchema;
  readonly resolve?: ResolveRef;
  readonly apiVersion: string;
  readonly subresource?: string;
  /** Fields that this endpoint does not write, as `fieldsV1`: `{"f:status": {}}` for an object that has a status endpoint. */
  readonly resetFields?: JsonObject;
  /** The kind in its other versions, for fields that managers wrote there; undefined for one that is no more. Default: as in this one. */
  readonly otherVersion?: (apiVersion: string) => SchemaVersion | undefined;
  /** An object in another version. Default: versions differ in their apiVersion alone. */
  convert?(object: KubernetesObject, apiVersion: string): KubernetesObject;
  /** What a new object has before anything is set: the structs of a built-in kind. Default nothing, as for custom resources. */
  readonly emptyObject?: JsonObject;
  /** Whether fields are sorted by their texts: those of custom resources, which the server keeps as plain JSON. */
  readonly asText?: boolean;
  /** Where sets of fields are shared; what comes from it is frozen. */
  readonly memory?: FieldsMemory;
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
  const context = contextOf(options);
  const { type } = context;
  const before = live ? withoutManagedFields(live) : (options.emptyObject ?? {});
  const managers = readManagers(live?.metadata?.managedFields, { memory: options.memory });
  const owned = live && managers.size === 0 ? adoptUnmanaged(live, context) : managers;
  checkConfiguration(config, type);
  if (live) checkLive(before, type);
  const run = (forced: boolean) => applyOnce(before, { ...context, config, force: forced, managers: owned });
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
 * managed stays so until somebody applies it, and one that does not fit its schema is managed no more. Follows merge.Updater.Update and
 * k8s.io/apimachinery/pkg/util/managedfields.
 */
export function updateManagedFields<T extends KubernetesObject>(
  options: Write & { before: KubernetesObject | undefined; after: T; operation?: "Update" },
): T {
  const { before, after } = options;
  const context = contextOf(options);
  const managers = startingManagers(options);
  if (managers.size === 0 && before?.metadata?.uid) return withManagedFields(after, []);
  const live = before ? withoutManagedFields(before) : (options.emptyObject ?? {});
  const next = withoutManagedFields(after);
  const tracked = withoutErrors(() => trackUpdate(live, { ...context, next, managers }));
  return withManagedFields(after, tracked ? entriesOf(tracked, options) : []);
}

/** As FieldManager.UpdateNoErrors. */
function withoutErrors<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

interface Context {
  readonly type: Type;
  readonly types: VersionedTypes;
  readonly apiVersion: string;
  readonly options: Write;
}

function contextOf(options: Write): Context {
  const { schema, resolve, apiVersion, resetFields, otherVersion } = options;
  const type = typeOf(schema, resolve);
  const other = (version: string) =>
    version === apiVersion || !otherVersion ? { schema, resetFields } : otherVersion(version);
  const types: VersionedTypes = {
    type: (version) => {
      const found = other(version);
      return found && (found.schema === schema ? type : typeOf(found.schema, resolve));
    },
    resetFields: (version) => {
      const fields = other(version)?.resetFields;
      return fields && FieldSet.parse(fields);
    },
    ...(options.convert
      ? { convert: (object, version) => options.convert?.(object, version) ?? object }
      : {}),
  };
  return { type, types, apiVersion, options };
}

function applyOnce(
  before: unknown,
  context: Context & { config: unknown; force: boolean; managers: ReadonlyMap<string, ManagedSet> },
): KubernetesObject {
  const { options, managers } = context;
  const applier: ManagerIdentity = { ...identityOf(options), operation: "Apply" };
  const key = managerKey(applier);
  const last = managers.get(key);
  const result = applyConfiguration(before, { ...context, applier });
  const own = result.managers.get(key)?.set ?? FieldSet.empty;
  const time = result.changed ? timeText(options.now) : last?.time;
  result.managers.set(key, { ...applier, set: own.difference(unowned), time });
  return withManagedFields(result.object as KubernetesObject, entriesOf(result.managers, options));
}

/** @throws Error when one of the objects does not fit the schema; the message is the server's */
function trackUpdate(
  live: unknown,
  context: Context & { next: unknown; managers: ReadonlyMap<string, ManagedSet> },
): Map<string, ManagedSet> {
  const { next, options, type } = context;
  for (const [what, object] of [["new", next] as const, ["live", live] as const]) {
    const problem = typedProblem(object, type, { doubles: true });
    if (problem !== undefined)
      throw new Error(
        `failed to convert ${what} object (${identityText(object as KubernetesObject)}) to smd typed: ${problem}`,
      );
  }
  const updater: ManagerIdentity = { ...identityOf(options), operation: "Update" };
  const key = managerKey(updater);
  const { managers, taken: all } = recordUpdate(live, next, context);
  const taken = all.difference(unowned);
  if (!taken.isEmpty) {
    const set = (managers.get(key)?.set ?? FieldSet.empty).union(taken);
    // the same set, where it is: what is known of it need not be found again
    const known = context.managers.get(key)?.set;
    managers.set(key, { ...updater, set: known?.equals(set) ? known : set, time: timeText(options.now) });
  }
  return capManagers(managers);
}

/** An object from before field management: what it has belongs to nobody in particular, and an apply must not take it silently. */
function adoptUnmanaged(live: KubernetesObject, context: Context): Map<string, ManagedSet> {
  const { options, apiVersion } = context;
  const empty = options.emptyObject ?? { apiVersion, kind: live.kind };
  const adopter = { ...options, manager: "before-first-apply" };
  try {
    const next = withoutManagedFields(live);
    return trackUpdate(empty, { ...context, options: adopter, next, managers: new Map() });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Error(`failed to create manager for existing fields: ${detail}`, { cause: error });
  }
}

/** Those that the new object brings, else those of the live one (FieldManager.Update). */
function startingManagers(
  options: Pick<Write, "subresource" | "memory"> & {
    before: KubernetesObject | undefined;
    after: KubernetesObject;
  },
): Map<string, ManagedSet> {
  const [old, sent] = [options.before?.metadata?.managedFields, options.after.metadata?.managedFields];
  const { memory } = options;
  if (options.subresource) return readManagers(old, { memory });
  if (isReset(sent)) return new Map();
  const managers = readManagers(sent, { sent: true, memory });
  return managers.size > 0 ? managers : readManagers(old, { memory });
}

function identityOf({ manager, apiVersion, subresource }: Write): Omit<ManagerIdentity, "operation"> {
  return { manager: manager || "unknown", apiVersion, subresource };
}

function entriesOf(
  managers: ReadonlyMap<string, ManagedSet>,
  { asText = false, memory }: Write,
): ManagedFieldsEntry[] {
  return writeManagers(managers.values(), { asText, memory });
}

function withoutManagedFields(object: KubernetesObject): KubernetesObject {
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function withManagedFields<T extends KubernetesObject>(object: T, managedFields: ManagedFieldsEntry[]): T {
  const { managedFields: _managedFields, ...metadata } = object.metadata ?? {};
  return {
    ...object,
    metadata: { ...copyJson(metadata), ...(managedFields.length > 0 ? { managedFields } : {}) },
  };
}

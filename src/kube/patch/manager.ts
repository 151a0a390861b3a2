import { goJson } from "../../base/go-text.ts";
import type { ManagedFieldsEntry } from "../object.ts";
import { checkFields } from "./check-fields.ts";
import { FieldSet } from "./field-set.ts";
import type { FieldsMemory } from "./fields-memory.ts";

/** Who owns fields: entries of one identity are one manager. */
export interface ManagerIdentity {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource?: string | undefined;
}

/** A manager and what it owns. */
export interface ManagedSet extends ManagerIdentity {
  readonly set: FieldSet;
  readonly time: string | undefined;
}

/** Key of an identity: an applier is the same whatever version it applies (BuildManagerIdentifier of k8s.io/apimachinery/pkg/util/managedfields). */
export function managerKey({ manager, operation, apiVersion, subresource = "" }: ManagerIdentity): string {
  return JSON.stringify([manager, operation, operation === "Apply" ? "" : apiVersion, subresource]);
}

/**
 * Reads `metadata.managedFields`. Of entries of one identity the last counts; one broken entry makes the whole list worth
 * nothing (DecodeManagedFields). `sent`: a client has written them, so that their fields may be broken too.
 */
export function readManagers(
  entries: readonly ManagedFieldsEntry[] | undefined,
  { sent = false, memory }: { sent?: boolean; memory?: FieldsMemory | undefined } = {},
): Map<string, ManagedSet> {
  const managers = new Map<string, ManagedSet>();
  for (const entry of entries ?? []) {
    const { manager = "", operation, apiVersion, subresource, time, fieldsType, fieldsV1 } = entry;
    if ((operation !== "Apply" && operation !== "Update") || !apiVersion || fieldsType !== "FieldsV1")
      return new Map();
    const fields = sent ? checkFields(fieldsV1) : fieldsV1;
    if (sent && fields === undefined) return new Map();
    const identity = { manager, operation, apiVersion, ...(subresource ? { subresource } : {}) };
    const set = memory && !sent ? memory.read(fields) : FieldSet.parse(fields);
    managers.set(managerKey(identity), { ...identity, time, set });
  }
  return managers;
}

/** Whether a list says that field management starts anew: it is empty, or holds one empty entry. */
export function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (!Array.isArray(entries) || entries.length > 1) return false;
  return entries.every((entry: ManagedFieldsEntry) => Object.keys(entry).length === 0);
}

/** More entries of updaters than this are joined (DefaultMaxUpdateManagers). */
const maxUpdaters = 10;

/**
 * The managers with the oldest updaters of one version joined to `ancient-changes` until there are no more than ten
 * (capmanagers.go of k8s.io/apimachinery/pkg/util/managedfields).
 */
export function capManagers(managers: ReadonlyMap<string, ManagedSet>): Map<string, ManagedSet> {
  const result = new Map(managers);
  const updaters = [...managers].filter(([, { operation, set }]) => operation === "Update" && !set.isEmpty);
  const oldest = updaters.sort(([a, { time: x = "" }], [b, { time: y = "" }]) =>
    x === y ? (a < b ? -1 : 1) : x < y ? -1 : 1,
  );
  const firstOf = new Map<string, string>();
  let count = updaters.length;
  for (const [key, owner] of oldest) {
    if (count <= maxUpdaters) break;
    const { apiVersion } = owner;
    const first = firstOf.get(apiVersion);
    if (first === undefined) {
      firstOf.set(apiVersion, key);
      continue;
    }
    const identity: ManagerIdentity = { manager: "ancient-changes", operation: "Update", apiVersion };
    const bucket = managerKey(identity);
    const joined = result.get(bucket) ?? result.get(first);
    if (!result.has(bucket)) result.delete(first);
    result.delete(key);
    result.set(bucket, {
      ...identity,
      set: owner.set.union(joined?.set ?? FieldSet.empty),
      time: owner.time,
    });
    count--;
  }
  return result;
}

/** Writes `metadata.managedFields`: empty sets dropped; sorted by operation, time, manager, version and subresource; `asText` as of {@link FieldSet.toFieldsV1}. */
export function writeManagers(
  managers: Iterable<ManagedSet>,
  { asText = false, memory }: { asText?: boolean; memory?: FieldsMemory | undefined } = {},
): ManagedFieldsEntry[] {
  return [...managers]
    .filter(({ set }) => !set.isEmpty)
    .map(({ manager, operation, apiVersion, subresource, time, set }) => ({
      manager,
      operation,
      apiVersion,
      ...(time ? { time } : {}),
      fieldsType: "FieldsV1" as const,
      fieldsV1: memory ? memory.write(set, { asText }) : set.toFieldsV1({ asText }),
      ...(subresource ? { subresource } : {}),
    }))
    .sort((a, b) => compareKeys(sortKey(a), sortKey(b)));
}

/** The text by which the server sorts managers (BuildManagerIdentifier). */
export function managerIdentifier(identity: ManagerIdentity): string {
  const { manager, operation, apiVersion, subresource } = identity;
  return goJson({
    ...(manager ? { manager } : {}),
    operation,
    ...(operation === "Apply" ? {} : { apiVersion }),
    ...(subresource ? { subresource } : {}),
  });
}

/** How a conflict names a manager: quoted, with its subresource, and for an updater with its version. */
export function managerText({ manager, operation, apiVersion, subresource }: ManagerIdentity): string {
  const name =
    JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : "");
  return operation === "Update" ? `${name} using ${apiVersion}` : name;
}

function sortKey(entry: ManagedFieldsEntry): string[] {
  return [
    entry.operation ?? "",
    entry.time ?? "",
    entry.manager ?? "",
    entry.apiVersion ?? "",
    entry.subresource ?? "",
  ];
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? "") < (b[at] ?? "") ? -1 : 1;
}

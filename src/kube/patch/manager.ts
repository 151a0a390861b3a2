import type { ManagedFieldsEntry } from "../object.ts";
import { FieldSet } from "./field-set.ts";

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

/** Reads `metadata.managedFields`; entries of one identity are joined. */
export function readManagers(entries: readonly ManagedFieldsEntry[] | undefined): Map<string, ManagedSet> {
  const managers = new Map<string, ManagedSet>();
  for (const {
    manager = "",
    operation = "Update",
    apiVersion = "",
    subresource,
    time,
    fieldsV1,
  } of entries ?? []) {
    const identity = { manager, operation, apiVersion, ...(subresource ? { subresource } : {}) };
    const key = managerKey(identity);
    const known = managers.get(key);
    managers.set(key, {
      ...identity,
      time,
      set: (known?.set ?? FieldSet.empty).union(FieldSet.parse(fieldsV1)),
    });
  }
  return managers;
}

/** Writes `metadata.managedFields`: empty sets dropped; sorted by operation, time, manager, version and subresource. */
export function writeManagers(managers: Iterable<ManagedSet>): ManagedFieldsEntry[] {
  return [...managers]
    .filter(({ set }) => !set.isEmpty)
    .map(({ manager, operation, apiVersion, subresource, time, set }) => ({
      manager,
      operation,
      apiVersion,
      ...(time ? { time } : {}),
      fieldsType: "FieldsV1" as const,
      fieldsV1: set.toFieldsV1(),
      ...(subresource ? { subresource } : {}),
    }))
    .sort((a, b) => compareKeys(sortKey(a), sortKey(b)));
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

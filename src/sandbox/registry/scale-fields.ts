import { copyJson, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { ManagedFieldsEntry } from "../../kube/object.ts";

const scaleVersion = "autoscaling/v1";
const replicasInScale: JsonObject = { "f:spec": { "f:replicas": {} } };

/** Where replicas are in an object, and in which version of it. */
interface Place {
  readonly path: readonly string[];
  readonly apiVersion: string;
}

/*
 * Who manages the replicas of an object, told of its Scale, and back.
 * Follows k8s.io/apimachinery/pkg/util/managedfields/scalehandler.go.
 */

/** The entries of a Scale: of each manager of the object that has its replicas. */
export function scaleEntries(parent: readonly ManagedFieldsEntry[], place: Place): ManagedFieldsEntry[] {
  const owners = distinct(parent).filter((entry) => has(entry.fieldsV1, place.path));
  return owners.map((entry) => ({ ...entry, apiVersion: scaleVersion, fieldsV1: copyJson(replicasInScale) }));
}

/** The entries of an object whose Scale now has these: what others have taken is gone from its owners. */
export function parentEntries(
  parent: readonly ManagedFieldsEntry[],
  options: Place & { scale: readonly ManagedFieldsEntry[] },
): ManagedFieldsEntry[] {
  const { path, apiVersion, scale } = options;
  const left = new Map(scale.map((entry) => [identityOf(entry), entry]));
  const kept = distinct(parent).flatMap((entry) => {
    if (!has(entry.fieldsV1, path)) return [entry];
    if (left.delete(identityOf(entry))) return [entry];
    const fieldsV1 = without(entry.fieldsV1 as JsonObject, path);
    return fieldsV1 ? [{ ...entry, fieldsV1 }] : [];
  });
  const added = [...left.values()]
    .filter((entry) => has(entry.fieldsV1, ["spec", "replicas"]))
    // the server does not say since when
    .map(({ time: _, ...entry }) => ({ ...entry, apiVersion, fieldsV1: fieldsAt(path) }));
  return [...kept, ...added].sort(inOrder);
}

/** Of two entries that say the same of who and how the later one counts: what was kept of a Scale's manager is lost so. */
function distinct(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  return [...new Map(entries.map((entry) => [identityOf(entry), entry])).values()];
}

/** Appliers are the same in whatever version they apply. */
function identityOf({ manager, operation, apiVersion, subresource = "" }: ManagedFieldsEntry): string {
  return [manager, operation, operation === "Apply" ? "" : apiVersion, subresource].join("\n");
}

function has(fields: unknown, path: readonly string[]): boolean {
  let inner: unknown = fields;
  for (const key of path) inner = isJsonObject(inner) ? inner[`f:${key}`] : undefined;
  return inner !== undefined;
}

/** The fields without one, and without what is empty then; undefined when nothing is left. */
function without(fields: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject | undefined {
  const { [`f:${key}`]: inner, ...others } = fields;
  const left = rest.length && isJsonObject(inner) ? without(inner, rest) : undefined;
  // what has nothing in it any more is a field as others are
  const kept = left && Object.keys(left).join() === "." ? {} : left;
  const next = kept ? { ...fields, [`f:${key}`]: kept } : others;
  return Object.keys(next).length ? next : undefined;
}

function fieldsAt(path: readonly string[]): JsonObject {
  return path.reduceRight<JsonObject>((inner, key) => ({ [`f:${key}`]: inner }), {});
}

/** As k8s.io/apimachinery/pkg/util/managedfields/internal sorts entries. */
function inOrder(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  const keyOf = ({ operation, time, manager, apiVersion, subresource }: ManagedFieldsEntry) => [
    operation ?? "",
    time ?? "",
    manager ?? "",
    apiVersion ?? "",
    subresource ?? "",
  ];
  const [left, right] = [keyOf(a), keyOf(b)];
  const index = left.findIndex((text, position) => text !== right[position]);
  return index < 0 ? 0 : (left[index] ?? "") < (right[index] ?? "") ? -1 : 1;
}

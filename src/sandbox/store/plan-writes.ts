import { equalJson } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import { stamped, type StoreRecord } from "./record.ts";
import type { State } from "./state-file.ts";

/** A write to come; without an object it is a removal. */
export type PlannedWrite = Pick<StoreRecord, "collection" | "key" | "object">;

/**
 * The writes that make one state of another: first what goes, then what comes or changes, in the order in which it was written. An object that is the same
 * but for its version is not written.
 */
export function planWrites(from: State, to: State): PlannedWrite[] {
  const present = byId(from.records);
  const wanted = byId(to.records);
  const gone = [...present.values()].filter((record) => !isSameObject(record, wanted.get(idOf(record))));
  const come = [...wanted.values()].filter((record) => !isEqual(present.get(idOf(record)), record));
  return [
    ...gone.map(({ collection, key }) => ({ collection, key })),
    ...come
      .sort((a, b) => a.revision - b.revision)
      .map(({ collection, key, object }) => ({ collection, key, ...(object ? { object } : {}) })),
  ];
}

/** What a store holds after these writes, with the revisions that they will have. */
export function stateAfter(from: State, writes: readonly PlannedWrite[]): State {
  const records = byId(from.records);
  let { revision } = from;
  for (const { collection, key, object } of writes) {
    revision++;
    if (object)
      records.set(`${collection} ${key}`, { revision, collection, key, object: stamped(object, revision) });
    else records.delete(`${collection} ${key}`);
  }
  return { revision, records: records.values() };
}

function byId(records: Iterable<StoreRecord>): Map<string, StoreRecord> {
  const known = new Map<string, StoreRecord>();
  for (const record of records) if (record.object) known.set(idOf(record), record);
  return known;
}

function idOf({ collection, key }: StoreRecord): string {
  return `${collection} ${key}`;
}

function isSameObject(a: StoreRecord, b: StoreRecord | undefined): boolean {
  return a.object?.metadata.uid === b?.object?.metadata.uid && b !== undefined;
}

function isEqual(a: StoreRecord | undefined, b: StoreRecord): boolean {
  if (!a?.object || !b.object) return false;
  return a.object === b.object || equalJson(unversioned(a.object), unversioned(b.object));
}

function unversioned(object: ApiObject): ApiObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: "" } };
}

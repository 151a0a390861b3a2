import { crc32 } from "node:zlib";
import { isJsonObject } from "../../base/json.ts";
import { freezeJson, type ApiObject } from "../api-object.ts";

/** One write, as files keep it: an object, or its removal. */
export interface StoreRecord {
  readonly revision: number;
  readonly collection: string;
  readonly key: string;
  /** Absent: removed. */
  readonly object?: ApiObject;
}

/** An object as it is after a write: frozen, with its revision. */
export function stamped(object: ApiObject, revision: number): ApiObject {
  return freezeJson({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } });
}

/** A line of a file: a checksum, a blank, JSON. */
export function recordLine(value: object): string {
  const text = JSON.stringify(value);
  return `${checksum(text)} ${text}\n`;
}

/** What a line says; undefined when it is not as it was written. */
export function parseLine(line: string): Record<string, unknown> | undefined {
  const text = line.slice(9);
  if (line[8] !== " " || line.slice(0, 8) !== checksum(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The record in a line that {@link parseLine} has read. */
export function asRecord(value: Record<string, unknown>): StoreRecord | undefined {
  const { r, c, k, o } = value;
  if (typeof r !== "number" || typeof c !== "string" || typeof k !== "string") return undefined;
  return { revision: r, collection: c, key: k, ...(isJsonObject(o) ? { object: o as ApiObject } : {}) };
}

/** The other direction. */
export function recordFields({ revision, collection, key, object }: StoreRecord): object {
  return { r: revision, c: collection, k: key, ...(object ? { o: object } : {}) };
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

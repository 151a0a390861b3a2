import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../base/json.ts";
import { timeText } from "../../kube/condition.ts";
import type { ApiObject } from "../api-object.ts";
import type { Registry } from "./registry.ts";
import { storeKey, type ServedResource } from "./served-resource.ts";

/** Who wrote which fields of an object. */
export interface PlantedWrite {
  readonly manager: string;
  /** In the form of `managedFields`: {@link structFields}, {@link mapFields}, {@link typedListFields}. */
  readonly fields: JsonObject;
  readonly subresource?: string;
}

/**
 * Writes an object that every new server has as `Registry.make` would leave it, given whole, defaults and all: at start, before anything of the
 * way of a request is compiled or read from disk. Watches, history and data folders see it like any other write.
 */
export function plantObject(
  registry: Registry,
  resource: ServedResource,
  planted: { object: ApiObject; writes: readonly PlantedWrite[] },
): void {
  const { object, writes } = planted;
  const time = timeText(new Date(registry.clock.now()));
  const managedFields = writes.map(({ manager, fields, subresource }) => ({
    manager,
    operation: "Update" as const,
    apiVersion: resource.apiVersion,
    time,
    fieldsType: "FieldsV1" as const,
    fieldsV1: fields,
    ...(subresource ? { subresource } : {}),
  }));
  const owned = managedFields.length ? { managedFields } : {};
  const metadata = { ...object.metadata, ...owned, uid: randomUUID(), creationTimestamp: time };
  const key = storeKey(metadata.namespace, metadata.name ?? "");
  registry.store.put(resource.collection, key, { object: { ...object, metadata }, expected: undefined });
}

/** The fields of a struct: those that are not empty. */
export function structFields(value: JsonObject): JsonObject {
  const names = Object.keys(value).filter((name) => value[name] !== "");
  return Object.fromEntries(names.sort().map((name) => [`f:${name}`, {}]));
}

/** A map, such as labels, and its entries. */
export function mapFields(value: JsonObject): JsonObject {
  return { ".": {}, ...structFields(value) };
}

/** A list whose items are told apart by `type`. */
export function typedListFields(items: readonly ({ type: string } & JsonObject)[]): JsonObject {
  const entries = items.map((item) => [`k:{"type":${JSON.stringify(item.type)}}`, mapFields(item)] as const);
  return { ".": {}, ...Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

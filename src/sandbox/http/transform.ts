import type { JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { ListResult } from "../registry/list.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { tableFor } from "../registry/table/table.ts";
import { plainError, StatusError } from "../status-error.ts";
import type { Wanted } from "./negotiate.ts";

interface Options {
  readonly wanted: Wanted;
  /** Milliseconds, for ages. */
  readonly now: number;
  /** `includeObject`: what a row carries. */
  readonly include: string;
}

/** An object as the client wants it. */
export function transformObject(resource: ServedResource, options: Options & { object: ApiObject }): unknown {
  const { object, wanted } = options;
  switch (wanted.as) {
    case undefined:
      return object;
    case "Table":
      return tableOf(resource, {
        ...options,
        objects: [object],
        metadata: { resourceVersion: object.metadata.resourceVersion },
      });
    case "PartialObjectMetadata":
      return partial(resource, { object, wanted });
    default:
      if (resource.strategy.custom) throw plainError("content is not a list");
      throw notOfThatShape(
        `you requested PartialObjectMetadataList, but the requested object is not a list (${goType(resource, resource.kind)})`,
      );
  }
}

/** A list as the client wants it. Items of built-in kinds do not repeat what they are, those of custom kinds do. */
export function transformList(resource: ServedResource, options: Options & { list: ListResult }): unknown {
  const { list, wanted } = options;
  const { items, metadata } = list;
  switch (wanted.as) {
    case undefined:
      return listOf(resource, list);
    case "Table":
      return tableOf(resource, { ...options, objects: items, metadata });
    case "PartialObjectMetadataList":
      return {
        kind: "PartialObjectMetadataList",
        apiVersion: metaVersion(wanted),
        metadata,
        // the server's list is none until something is put into it
        items: items.length > 0 ? items.map((object) => partial(resource, { object, wanted })) : null,
      };
    default:
      throw notOfThatShape(
        `you requested PartialObjectMetadata, but the requested object is a list (${goType(resource, resource.listKind)})`,
      );
  }
}

/** An object of a watch event: a table's columns are told once. Undefined where it cannot be what is wanted. */
export function transformWatchObject(
  resource: ServedResource,
  options: Options & { object: ApiObject; first: boolean },
): unknown {
  const { object, wanted, first } = options;
  if (wanted.as === undefined) return object;
  if (wanted.as === "PartialObjectMetadataList") return undefined;
  if (wanted.as === "PartialObjectMetadata") return partial(resource, { object, wanted });
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  const table = tableOf(resource, { ...options, objects: [object], metadata });
  return first ? table : { ...table, columnDefinitions: null };
}

function listOf(resource: ServedResource, { items, metadata }: ListResult): unknown {
  const { apiVersion, listKind } = resource;
  if (resource.strategy.custom)
    return { apiVersion, items, kind: listKind, metadata: { continue: "", ...metadata } };
  const plain = items.map(({ kind: _kind, apiVersion: _apiVersion, ...rest }) => rest);
  return { kind: listKind, apiVersion, metadata, items: plain };
}

function tableOf(
  resource: ServedResource,
  options: Options & { objects: readonly ApiObject[]; metadata: object },
): JsonObject & { rows: unknown[] } {
  const { objects, metadata, now, include, wanted } = options;
  const { columns, cells } = tableFor(resource);
  const rows = objects.map((object) => ({
    cells: cells(named(object), now),
    object: include === "None" ? null : include === "Object" ? object : partial(resource, { object, wanted }),
  }));
  return { kind: "Table", apiVersion: metaVersion(wanted), metadata, columnDefinitions: columns, rows };
}

/** A bookmark has no name, which is an empty one. */
function named(object: ApiObject): ApiObject {
  const { metadata } = object;
  return metadata.name === undefined ? { ...object, metadata: { ...metadata, name: "" } } : object;
}

/** The metadata is that of the stored form: what a version has in annotations is not there. */
function partial(
  { storedIn, strategy }: ServedResource,
  { object, wanted }: { object: ApiObject; wanted: Wanted },
): unknown {
  const { metadata } = storedIn && strategy.convert ? strategy.convert(object, storedIn) : object;
  return { kind: "PartialObjectMetadata", apiVersion: metaVersion(wanted), metadata };
}

function metaVersion({ version = "v1" }: Wanted): string {
  return `meta.k8s.io/${version}`;
}

function notOfThatShape(message: string): StatusError {
  return new StatusError(406, { reason: "NotAcceptable", message });
}

/** The server's own type of a kind, as it is in refusals. */
function goType(resource: ServedResource, kind: string): string {
  if (resource.strategy.custom) return "*unstructured.UnstructuredList";
  const [name] = resource.group.split(".");
  return `*${!name || name === "events" ? "core" : name}.${kind}`;
}

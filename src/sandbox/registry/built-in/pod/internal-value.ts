import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import { copyShallow, shownAt } from "../../../admission/emptied.ts";
import { goJson } from "../../../admission/go-text.ts";
import { shownSelector, sortedByKey } from "../../../admission/label-problem.ts";
import { internalTypes } from "./internal-types.ts";

/**
 * A part of an object as the server's own model of it is written as JSON: with Go's names, in Go's order, with all zeros. That is how messages show
 * it. `type` is a name of {@link internalTypes}.
 */
export function internalValue(type: string, value: unknown): JsonObject | null {
  if (!isJsonObject(value)) return null;
  const result: JsonObject = {};
  writeFields(type, value, result);
  return result;
}

/** As {@link internalValue}, with a line for each field, as a diff compares it. */
export function internalText(type: string, value: unknown): string {
  const text = JSON.stringify(internalValue(type, value), null, 1);
  return escapeHtml(text);
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[<>&\u2028\u2029]/g, (character) => goJson(character).slice(1, -1));
}

function writeFields(type: string, value: JsonObject, result: JsonObject): void {
  const source = type === "PodSpec" ? withHostFields(value) : value;
  for (const field of fieldsOf(type)) {
    if (field.embedded === "ObjectMeta") Object.assign(result, shownMeta(source.metadata));
    else if (field.embedded) writeFields(field.embedded, source, result);
    else result[field.goName] = written(field.type, valueAt(source, field.jsonName));
  }
}

/** A list that is empty, or null, because nothing was sent counts as none; one that was sent empty does not. */
function valueAt(source: JsonObject, key: string): unknown {
  const value = source[key];
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0))
    return shownAt(withoutKey(source, key), key);
  return value;
}

function withoutKey(source: JsonObject, key: string): JsonObject {
  if (source[key] === undefined) return source;
  const rest = copyShallow(source);
  Reflect.deleteProperty(rest, key);
  return rest;
}

/** These stand in the spec for clients, and in the security context for the server. */
function withHostFields(spec: JsonObject): JsonObject {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers, securityContext } = spec;
  const own = isJsonObject(securityContext) ? securityContext : {};
  const fields = { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
  return Object.assign(copyShallow(spec), { securityContext: Object.assign(copyShallow(own), fields) });
}

function written(type: string, value: unknown): unknown {
  if (type.startsWith("?"))
    return value === undefined || value === null ? null : written(type.slice(1), value);
  if (type.startsWith("["))
    return Array.isArray(value) ? value.map((item) => written(type.slice(1), item)) : null;
  switch (type) {
    case "s":
      return value ?? "";
    case "i":
    case "x":
      return value ?? 0;
    case "b":
      return value ?? false;
    case "q":
      return value ?? "0";
    case "t":
      return value ?? null;
    case "m":
      return isJsonObject(value) ? sortedByKey(value) : null;
    case "l":
      return shownSelector(value) ?? null;
    default: {
      const result: JsonObject = {};
      writeFields(type, isJsonObject(value) ? value : {}, result);
      return result;
    }
  }
}

/** Fields of ObjectMeta in Go's order. */
export const metaFields = [
  "name",
  "generateName",
  "namespace",
  "selfLink",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
];

/** Metadata has JSON of its own, which leaves out what is empty. */
function shownMeta(metadata: unknown): JsonObject {
  if (!isJsonObject(metadata)) return {};
  const shown = (value: unknown) => (isJsonObject(value) ? sortedByKey(value) : value);
  return Object.fromEntries(
    metaFields
      .filter((key) => metadata[key] !== undefined && metadata[key] !== null && metadata[key] !== "")
      .map((key) => [key, shown(metadata[key])]),
  );
}

interface Field {
  readonly goName: string;
  readonly jsonName: string;
  readonly type: string;
  /** The type whose fields are the type's own. */
  readonly embedded?: string;
}

/** Read when the first message needs it: few requests do. */
function fieldsOf(type: string): readonly Field[] {
  const line = new RegExp(`^${type} (.*)$`, "m").exec(internalTypes)?.[1];
  if (line === undefined) throw new Error(`no internal type ${type}`);
  return line.split(" ").map(readField);
}

function readField(text: string): Field {
  if (text.startsWith("+")) return { goName: "", jsonName: "", type: "", embedded: text.slice(1) };
  const [names = "", type = ""] = text.split(":");
  const [goName = "", jsonName = `${goName.charAt(0).toLowerCase()}${goName.slice(1)}`] = names.split("=");
  return { goName, jsonName, type };
}

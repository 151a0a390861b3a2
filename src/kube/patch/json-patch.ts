import { copyJson, equalJson, getKey, isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import { PatchError } from "./patch-error.ts";

/** One operation of RFC 6902. */
export interface JsonPatchOperation {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** The API server takes no more operations than this (k8s.io/apiserver/pkg/endpoints/handlers/patch.go). */
const maxOperations = 10_000;

/**
 * The document with the operations applied in order; the document itself is left alone. RFC 6902 as the API server's
 * evanphx/json-patch (v4) applies it, which is laxer in places: `replace`, `copy` and `test` take a field that is not there for
 * null, negative indices count from the end, a pointer may leave out its first slash, and the document itself can be replaced or
 * tested but not added, removed, moved or copied.
 *
 * @throws PatchError
 */
export function applyJsonPatch(document: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations))
    throw new PatchError("malformed", "a JSON patch must be an array of operations");
  const patch = operations.map(readOperation);
  if (patch.length > maxOperations) {
    throw new PatchError(
      "too-large",
      `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`,
    );
  }
  return patch.reduce<unknown>((result, operation) => applyOperation(result, operation), copyJson(document));
}

/** An operation as it was sent: what is missing shows only when it is its turn. */
interface SentOperation {
  readonly op: string | undefined;
  readonly path: string | undefined;
  readonly from: string | undefined;
  readonly value: unknown;
}

function readOperation(operation: unknown): SentOperation {
  if (!isJsonObject(operation) && operation !== null)
    throw new PatchError("malformed", "an operation of a JSON patch must be an object");
  const text = (key: string) => {
    const value = operation === null ? undefined : getKey(operation, key);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string")
      throw new PatchError("malformed", `${key} of a JSON patch operation must be a string`);
    return value;
  };
  const value = operation === null ? undefined : getKey(operation, "value");
  return { op: text("op"), path: text("path"), from: text("from"), value: value ?? null };
}

function applyOperation(document: unknown, operation: SentOperation): unknown {
  const { op, value } = operation;
  switch (op) {
    case "add":
      return add(document, pathOf(operation, "path"), copyJson(value));
    case "remove":
      return remove(document, pathOf(operation, "path"));
    case "replace":
      return replace(document, pathOf(operation, "path"), copyJson(value));
    case "move": {
      const from = pathOf(operation, "from");
      const moved = read(document, from);
      return add(remove(document, from), pathOf(operation, "path"), moved);
    }
    case "copy":
      return add(document, pathOf(operation, "path"), copyJson(read(document, pathOf(operation, "from"))));
    case "test": {
      const path = pathOf(operation, "path");
      const found = path.text === "" ? document : read(document, path);
      if (!equalJson(found, value)) throw refused(`testing value ${path.text} failed: test failed`);
      return document;
    }
    default:
      throw refused(`Unexpected kind: ${op ?? "unknown"}`);
  }
}

interface Path {
  readonly text: string;
  readonly op: string;
}

function pathOf(operation: SentOperation, field: "path" | "from"): Path {
  const { op = "", [field]: text } = operation;
  if (text === undefined) throw refused(`${op} operation failed to decode ${field}: missing value`);
  return { text, op };
}

function add(document: unknown, path: Path, value: unknown): unknown {
  const { parent, key } = locate(document, path);
  if (!Array.isArray(parent)) setKey(parent, key, value);
  else parent.splice(key === "-" ? parent.length : indexOf(key, parent.length + 1), 0, value);
  return document;
}

function remove(document: unknown, path: Path): unknown {
  const { parent, key } = locate(document, path);
  if (Array.isArray(parent)) parent.splice(indexOf(key, parent.length), 1);
  else if (Object.hasOwn(parent, key)) Reflect.deleteProperty(parent, key);
  else throw refused(`Unable to remove nonexistent key: ${key}: missing value`);
  return document;
}

function replace(document: unknown, path: Path, value: unknown): unknown {
  if (path.text === "") {
    if (isJsonObject(value) || Array.isArray(value)) return value;
    throw refused("replace operation value must be object or array");
  }
  const { parent, key } = locate(document, path);
  if (Array.isArray(parent)) parent[indexOf(key, parent.length)] = value;
  else setKey(parent, key, value);
  return document;
}

/** What is there; null for a field that is not. */
function read(document: unknown, path: Path): unknown {
  const { parent, key } = locate(document, path);
  return valueOf(parent, key) ?? null;
}

function locate(document: unknown, path: Path): { parent: JsonObject | unknown[]; key: string } {
  // what stands before the first slash is ignored
  const keys = path.text.split("/").slice(1).map(unescapeKey);
  const key = keys.pop();
  const parent = keys.reduce(
    (value, name) => (isContainer(value) ? valueOf(value, name) : undefined),
    document,
  );
  if (key === undefined || !isContainer(parent))
    throw refused(`${path.op} operation does not apply: doc is missing path: "${path.text}": missing value`);
  return { parent, key };
}

function valueOf(container: JsonObject | unknown[], key: string): unknown {
  return Array.isArray(container) ? container[indexOf(key, container.length)] : getKey(container, key);
}

function isContainer(value: unknown): value is JsonObject | unknown[] {
  return Array.isArray(value) || isJsonObject(value);
}

/** An index below `length`, counted from the end when negative. */
function indexOf(key: string, length: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw refused(`value was not a proper array index: '${key}'`);
  const index = Number(key);
  if (index >= length || index < -length)
    throw refused(`Unable to access invalid index: ${key}: invalid index referenced`);
  return index < 0 ? index + length : index + 0;
}

function unescapeKey(part: string): string {
  return part.replace(/~[01]/g, (escape) => (escape === "~1" ? "/" : "~"));
}

function refused(message: string): PatchError {
  return new PatchError("unprocessable", message);
}

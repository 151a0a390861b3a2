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
    case "move":
      return move(document, pathOf(operation, "from"), () => pathOf(operation, "path"));
    case "copy":
      return copy(document, pathOf(operation, "from"), pathOf(operation, "path"));
    case "test":
      return test(document, pathOf(operation, "path"), value);
    default:
      throw refused(`Unexpected kind: ${op ?? "unknown"}`);
  }
}

/** The text of a path, as it was sent. */
function pathOf(operation: SentOperation, field: "path" | "from"): string {
  const { op = "", [field]: text } = operation;
  if (text === undefined) throw refused(`${op} operation failed to decode ${field}: missing value`);
  return text;
}

function add(document: unknown, path: string, value: unknown): unknown {
  const target = locate(document, path, `add operation does not apply: doc is missing path: "${path}"`);
  within(`error in add for path: '${path}'`, () => addAt(target, value));
  return document;
}

function remove(document: unknown, path: string): unknown {
  const target = locate(document, path, `remove operation does not apply: doc is missing path: "${path}"`);
  within(`error in remove for path: '${path}'`, () => removeAt(target));
  return document;
}

function replace(document: unknown, path: string, value: unknown): unknown {
  if (path === "") {
    if (isJsonObject(value) || Array.isArray(value)) return value;
    throw refused("replace operation value must be object or array: %!w(<nil>)");
  }
  const missing = "replace operation does not apply: doc is missing";
  const { parent, key } = locate(document, path, `${missing} path: ${path}`);
  if (!Array.isArray(parent)) setKey(parent, key, value);
  else if (isIndex(key, parent.length)) parent[indexOf(key, parent.length)] = value;
  else throw refused(`${missing} key: ${path}: missing value`);
  return document;
}

function move(document: unknown, from: string, destination: () => string): unknown {
  const missing = "move operation does not apply: doc is missing";
  const source = locate(document, from, `${missing} from path: ${from}`);
  const moved = within(`error in move for path: '${source.key}'`, () => {
    const value = valueOf(source.parent, source.key) ?? null;
    removeAt(source);
    return value;
  });
  const path = destination();
  const target = locate(document, path, `${missing} destination path: ${path}`);
  within(`error in move for path: '${path}'`, () => addAt(target, moved));
  return document;
}

function copy(document: unknown, from: string, path: string): unknown {
  const missing = "copy operation does not apply: doc is missing";
  const source = locate(document, from, `${missing} from path: ${from}`);
  const value = within(`error in copy for from: '${from}'`, () => valueOf(source.parent, source.key) ?? null);
  const target = locate(document, path, `${missing} destination path: ${path}`);
  within("error while adding value during copy", () => addAt(target, copyJson(value)));
  return document;
}

function test(document: unknown, path: string, value: unknown): unknown {
  const found = path === "" ? document : read(document, path);
  if (!equalJson(found, value)) throw refused(`testing value ${path} failed: test failed`);
  return document;
}

/** What is there; null for a field that is not. */
function read(document: unknown, path: string): unknown {
  const { parent, key } = locate(document, path, `test operation does not apply: is missing path: ${path}`);
  return within(`error in test for path: '${path}'`, () => valueOf(parent, key) ?? null);
}

interface Place {
  readonly parent: JsonObject | unknown[];
  readonly key: string;
}

function addAt({ parent, key }: Place, value: unknown): void {
  if (!Array.isArray(parent)) setKey(parent, key, value);
  else if (key === "-") parent.push(value);
  else {
    const improper = `value was not a proper array index: '${key}'`;
    const index = isNumber(key) ? indexOf(key, parent.length + 1) : within(improper, () => indexOf(key, 0));
    parent.splice(index, 0, value);
  }
}

function removeAt({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(indexOf(key, parent.length), 1);
  else if (Object.hasOwn(parent, key)) Reflect.deleteProperty(parent, key);
  else throw refused(`Unable to remove nonexistent key: ${key}: missing value`);
}

/** Where a path leads; what stands before its first slash is ignored. */
function locate(document: unknown, path: string, missing: string): Place {
  const keys = path.split("/").slice(1).map(unescapeKey);
  const key = keys.pop();
  const parent = keys.reduce(
    (value, name) => (isContainer(value) ? passed(value, name) : undefined),
    document,
  );
  if (key === undefined || !isContainer(parent)) throw refused(`${missing}: missing value`);
  return { parent, key };
}

/** On the way, an index that is none is as if nothing were there. */
function passed(container: JsonObject | unknown[], key: string): unknown {
  return Array.isArray(container) && !isIndex(key, container.length) ? undefined : valueOf(container, key);
}

function valueOf(container: JsonObject | unknown[], key: string): unknown {
  return Array.isArray(container) ? container[indexOf(key, container.length)] : getKey(container, key);
}

/** What goes wrong inside, with what was being done before it. */
function within<T>(doing: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof PatchError ? refused(`${doing}: ${error.message}`) : error;
  }
}

function isContainer(value: unknown): value is JsonObject | unknown[] {
  return Array.isArray(value) || isJsonObject(value);
}

/** An index below `length`, counted from the end when negative. */
function indexOf(key: string, length: number): number {
  if (!isNumber(key)) throw refused(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  if (!isIndex(key, length))
    throw refused(`Unable to access invalid index: ${Number(key)}: invalid index referenced`);
  const index = Number(key);
  return index < 0 ? index + length : index + 0;
}

function isIndex(key: string, length: number): boolean {
  return isNumber(key) && Number(key) < length && Number(key) >= -length;
}

function isNumber(key: string): boolean {
  return /^[+-]?\d+$/.test(key);
}

function unescapeKey(part: string): string {
  return part.replace(/~[01]/g, (escape) => (escape === "~1" ? "/" : "~"));
}

function refused(message: string): PatchError {
  return new PatchError("unprocessable", message);
}

import { copyJson, equalJson, isJsonObject, setKey } from "../../base/json.ts";
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
 * The document with the operations applied in order; the document itself is left alone. RFC 6902, as the API server's
 * evanphx/json-patch applies it: a missing path is an error, `-` appends.
 *
 * @throws PatchError
 */
export function applyJsonPatch(document: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations))
    throw new PatchError("malformed", "a JSON patch must be an array of operations");
  if (operations.length > maxOperations) {
    throw new PatchError(
      "malformed",
      `the allowed maximum operations in a JSON patch is ${maxOperations}, got ${operations.length}`,
    );
  }
  return operations.reduce(
    (result: unknown, operation: unknown) => applyOperation(result, readOperation(operation)),
    copyJson(document),
  );
}

function readOperation(operation: unknown): JsonPatchOperation {
  if (!isJsonObject(operation) || typeof operation.op !== "string" || typeof operation.path !== "string") {
    throw new PatchError("malformed", "an operation of a JSON patch needs op and path");
  }
  if (["move", "copy"].includes(operation.op) && typeof operation.from !== "string") {
    throw new PatchError("malformed", `a JSON patch operation "${operation.op}" needs from`);
  }
  return operation as unknown as JsonPatchOperation;
}

function applyOperation(document: unknown, operation: JsonPatchOperation): unknown {
  const { op, path, from = "", value } = operation;
  switch (op) {
    case "add":
      return add(document, path, copyJson(value));
    case "remove":
      return remove(document, path);
    case "replace":
      read(document, path, op);
      return path === "" ? copyJson(value) : add(remove(document, path), path, copyJson(value));
    case "move": {
      const moved = read(document, from, op);
      return add(remove(document, from), path, moved);
    }
    case "copy":
      return add(document, path, copyJson(read(document, from, op)));
    case "test":
      if (!equalJson(read(document, path, op), value ?? null)) {
        throw new PatchError("unprocessable", `testing value ${path} failed: test failed`);
      }
      return document;
    default:
      throw new PatchError("malformed", `unexpected kind: ${String(op)}`);
  }
}

function add(document: unknown, path: string, value: unknown): unknown {
  if (path === "") return value;
  const { parent, key } = locate(document, path, "add");
  if (Array.isArray(parent))
    parent.splice(key === "-" ? parent.length : indexOf(key, { path, limit: parent.length }), 0, value);
  else setKey(parent, key, value);
  return document;
}

function remove(document: unknown, path: string): unknown {
  const { parent, key } = locate(document, path, "remove");
  if (Array.isArray(parent)) parent.splice(indexOf(key, { path, limit: parent.length - 1 }), 1);
  else if (Object.hasOwn(parent, key)) Reflect.deleteProperty(parent, key);
  else throw missing("remove", path);
  return document;
}

function read(document: unknown, path: string, op: string): unknown {
  return pointer(path).reduce<unknown>((value, key) => step(value, { key, path, op }), document);
}

function locate(
  document: unknown,
  path: string,
  op: string,
): { parent: Record<string, unknown> | unknown[]; key: string } {
  const keys = pointer(path);
  const parent = keys.slice(0, -1).reduce<unknown>((value, key) => step(value, { key, path, op }), document);
  const key = keys.at(-1);
  if (key === undefined || (!Array.isArray(parent) && !isJsonObject(parent))) throw missing(op, path);
  return { parent, key };
}

function step(value: unknown, at: { key: string; path: string; op: string }): unknown {
  const { key, path, op } = at;
  if (Array.isArray(value)) return value[indexOf(key, { path, limit: value.length - 1 })] as unknown;
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) throw missing(op, path);
  return value[key];
}

function indexOf(key: string, options: { path: string; limit: number }): number {
  if (!/^(0|[1-9]\d*)$/.test(key))
    throw new PatchError("unprocessable", `invalid array index "${key}" in path ${options.path}`);
  const index = Number(key);
  if (index > options.limit)
    throw new PatchError(
      "unprocessable",
      `Unable to access invalid index: ${index}: invalid index referenced`,
    );
  return index;
}

function pointer(path: string): string[] {
  if (path === "") return [];
  if (!path.startsWith("/"))
    throw new PatchError("malformed", `a JSON pointer must begin with "/", found "${path}"`);
  return path
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function missing(op: string, path: string): PatchError {
  return new PatchError(
    "unprocessable",
    `${op} operation does not apply: doc is missing path: ${path}: missing value`,
  );
}

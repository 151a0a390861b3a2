import { equalJson, isJsonObject, keysOfBoth, memberPath } from "../base/json.ts";
import type { JsonObject } from "../base/json.ts";
import { maskText, type Masker, type MaskOptions } from "./masker.ts";

/** One field that a write changed. A side without a value had none. */
export interface FieldChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** What was changed must not be shown. */
  readonly masked?: true;
}

/** The server counts these up at every write. */
const counted = new Set(["metadata.resourceVersion", "metadata.generation"]);

/** A value that must not be shown, which can still be compared. */
class Masked {
  readonly text: string;

  constructor(value: unknown) {
    this.text = JSON.stringify(value);
  }

  toJSON(): string {
    return maskText;
  }
}

/**
 * The fields in which two states of an object differ, with their values, without those that must not be shown; `more` is how many there are beyond `limit`.
 * Items of lists that have names are told apart by them. An object that was created or deleted is one change, of path `.`.
 */
export function fieldChanges(
  before: unknown,
  after: unknown,
  options: Pick<MaskOptions, "apiVersion" | "kind"> & { readonly masker: Masker; readonly limit?: number },
): { changes: FieldChange[]; more: number } {
  const { masker, limit = 100, ...kind } = options;
  const masked = (value: unknown) =>
    value === undefined
      ? undefined
      : masker.mask(withoutManagedFields(value), {
          ...kind,
          replace: (found) => new Masked(found),
          keepTexts: true,
        });
  const changes: FieldChange[] = [];
  collect(masked(before), masked(after), { path: "", changes });
  const shown = changes.slice(0, limit).map((change) => show(change, masker));
  return { changes: shown, more: Math.max(0, changes.length - limit) };
}

function collect(a: unknown, b: unknown, at: { path: string; changes: FieldChange[] }): void {
  const { path, changes } = at;
  if (counted.has(path) || isEqual(a, b)) return;
  if (isPlain(a) && isPlain(b)) {
    for (const key of keysOfBoth(a, b)) collect(a[key], b[key], { path: memberPath(path, key), changes });
    return;
  }
  const [one, other] = [namedItems(a), namedItems(b)];
  if (one && other) {
    for (const name of new Set([...one.keys(), ...other.keys()]))
      collect(one.get(name), other.get(name), { path: `${path}[${name}]`, changes });
    return;
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    for (const [index, item] of a.entries()) collect(item, b[index], { path: `${path}[${index}]`, changes });
    return;
  }
  const isMasked = a instanceof Masked || b instanceof Masked;
  changes.push({
    path: path || ".",
    ...(a === undefined ? {} : { before: a }),
    ...(b === undefined ? {} : { after: b }),
    ...(isMasked ? { masked: true } : {}),
  });
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a instanceof Masked || b instanceof Masked)
    return a instanceof Masked && b instanceof Masked && a.text === b.text;
  return !isJsonObject(a) && !Array.isArray(a) && equalJson(a, b);
}

function isPlain(value: unknown): value is JsonObject {
  return isJsonObject(value) && !(value instanceof Masked);
}

/** Items by `name=web` or `type=Ready`, where each has another one. */
function namedItems(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (!Array.isArray(value)) return undefined;
  for (const key of ["name", "type", "uid"]) {
    const names = value.map((item) =>
      isPlain(item) && typeof item[key] === "string" ? item[key] : undefined,
    );
    if (names.includes(undefined) || new Set(names).size !== names.length) continue;
    return new Map(value.map((item, index) => [`${key}=${names[index] ?? ""}`, item]));
  }
  return undefined;
}

/** With texts in place of what must not be shown, and without quotes of it. */
function show({ path, before, after, masked }: FieldChange, masker: Masker): FieldChange {
  const text = (value: unknown) => masker.mask(JSON.parse(JSON.stringify(value)));
  return {
    path,
    ...(before === undefined ? {} : { before: text(before) }),
    ...(after === undefined ? {} : { after: text(after) }),
    ...(masked ? { masked } : {}),
  };
}

/** They say who wrote what, at length. */
function withoutManagedFields(object: unknown): unknown {
  if (!isJsonObject(object) || !isJsonObject(object.metadata)) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

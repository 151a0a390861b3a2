import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import { canonicalQuantity } from "../../../admission/quantity.ts";

/**
 * Reads what an annotation says as Go's decoder of JSON does: names in any case, nothing for what is missing or null.
 *
 * @throws Error where a value is of another type
 */
export class AnnotationReader {
  readonly #fields: JsonObject;

  constructor(value: unknown) {
    if (!isJsonObject(value)) throw new Error("not an object");
    this.#fields = value;
  }

  text(name: string): string | undefined {
    return this.#read(name, (value) => typeof value === "string");
  }

  /** An integer of 32 bits. */
  integer(name: string): number | undefined {
    return this.#read(name, (value) => typeof value === "number" && (value | 0) === value);
  }

  quantity(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const known = typeof value === "string" || typeof value === "number";
    const quantity = known ? canonicalQuantity(String(value)) : undefined;
    if (quantity === undefined) throw new Error("not a quantity");
    return quantity;
  }

  object(name: string): AnnotationReader | undefined {
    const value = this.#value(name);
    return value === undefined ? undefined : new AnnotationReader(value);
  }

  list(name: string): AnnotationReader[] | undefined {
    const value = this.#value(name);
    return value === undefined ? undefined : readersOf(value);
  }

  /** A label selector, as it is. */
  selector(name: string): JsonObject | undefined {
    return this.#read(name, isJsonObject);
  }

  #read<T>(name: string, fits: (value: unknown) => boolean): T | undefined {
    const value = this.#value(name);
    if (value !== undefined && !fits(value)) throw new Error(`${name} is of another type`);
    return value as T | undefined;
  }

  #value(name: string): unknown {
    const key = Object.keys(this.#fields).findLast((each) => each.toLowerCase() === name.toLowerCase());
    return key === undefined ? undefined : (this.#fields[key] ?? undefined);
  }
}

/** The objects of a list; null is an empty one. */
export function readersOf(value: unknown): AnnotationReader[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new Error("not a list");
  return value.map((item) => new AnnotationReader(item ?? {}));
}

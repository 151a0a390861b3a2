import { isJsonObject } from "../../base/json.ts";

/** Gives equal JSON values the same number, whatever the order of their keys; looks at each object once. */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly #known = new WeakMap<object, number>();

  idOf(value: unknown): number {
    if (typeof value !== "object" || value === null) return this.#number(JSON.stringify(value));
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const id = this.#number(this.#textOf(value));
    this.#known.set(value, id);
    return id;
  }

  #textOf(value: object): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.idOf(item)).join()}]`;
    if (!isJsonObject(value)) return "";
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    return `{${keys
      .sort()
      .map((key) => `${JSON.stringify(key)}:${this.idOf(value[key])}`)
      .join()}}`;
  }

  #number(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.#ids.size);
    return this.#ids.size - 1;
  }
}

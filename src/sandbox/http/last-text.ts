import type { WatchEvent } from "../registry/watch.ts";

/**
 * The JSON of the object that was written out last: who wrote it and all who watch it are sent the same, one after the other. Only what is frozen is
 * remembered, as everything is that the store hands out.
 */
export class LastText {
  #object: unknown;
  #text = "";
  #type = "";
  #line = Buffer.alloc(0);

  of(object: unknown): string {
    if (object !== this.#object || object === undefined) {
      const text = JSON.stringify(object);
      if (!Object.isFrozen(object)) return text;
      this.#object = object;
      this.#text = text;
      this.#type = "";
    }
    return this.#text;
  }

  /** An event as a line of a watch. */
  line({ type, object }: { type: WatchEvent["type"]; object: unknown }): Buffer {
    const text = this.of(object);
    if (object === this.#object && type === this.#type) return this.#line;
    const line = Buffer.from(`{"type":"${type}","object":${text}}\n`);
    if (object === this.#object) {
      this.#type = type;
      this.#line = line;
    }
    return line;
  }
}

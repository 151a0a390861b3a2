import { tagsOf, tagsOfProperty } from "../model/tags-of.ts";
import type { Doc, Position, Property, Tag, Type } from "../model/type.ts";

/**
 * The tags that were read for one kind. Each must come to the schema, be reported at its place, or be given up by a reader that leaves out on purpose
 * what it is said of; what is left over has been lost on the way.
 */
export class TagAccount {
  #read: Tag[] = [];
  readonly #givenUp = new Set<string>();

  /** Whether all types of the kind were read: what was refused is not there, and neither are its tags. */
  isWhole = true;

  /** Begins with nothing: another kind. */
  begin(): void {
    this.isWhole = true;
    this.#read = [];
    this.#givenUp.clear();
  }

  enter(tags: readonly Tag[]): void {
    this.#read.push(...tags);
  }

  /** How many were read until now, for {@link forget}. */
  get length(): number {
    return this.#read.length;
  }

  /** Tags that were read since are none of this kind's: they were read in vain, and what comes now reads in another way. */
  forget(length: number): void {
    this.#read.length = length;
  }

  /** What tags are said of is left out on purpose. */
  giveUp(tags: readonly Tag[]): void {
    for (const tag of tags) this.#givenUp.add(placeOf(tag));
  }

  giveUpDocs(docs: readonly Doc[]): void {
    for (const doc of docs) this.giveUp(doc.tags);
  }

  giveUpType(type: Type): void {
    this.giveUp(tagsOf(type));
  }

  giveUpProperties(properties: readonly Property[]): void {
    for (const property of properties) this.giveUp(tagsOfProperty(property));
  }

  /** What has neither arrived nor been given up, each once. */
  lost(arrived: readonly Tag[]): Tag[] {
    const known = new Set([...this.#givenUp, ...arrived.map(placeOf)]);
    return this.#read.filter((tag) => {
      const place = placeOf(tag);
      if (known.has(place)) return false;
      known.add(place);
      return true;
    });
  }
}

function placeOf({ position }: { position: Position }): string {
  return `${position.line}:${position.column}:${position.file}`;
}

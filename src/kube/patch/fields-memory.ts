import type { JsonObject } from "../../base/json.ts";
import { FieldSet } from "./field-set.ts";

/** Sets that are remembered; beyond, all are forgotten. */
const capacity = 2000;

interface Written {
  readonly fields: JsonObject;
  readonly set: FieldSet;
}

/**
 * Remembers `fieldsV1` that were written lately: most objects of a kind have the same, which they share, and who reads one again need not
 * take it apart. What it returns is frozen.
 */
export class FieldsMemory {
  readonly #byText = new Map<string, Written>();
  readonly #bySet = { plain: new Map<FieldSet, JsonObject>(), asText: new Map<FieldSet, JsonObject>() };
  readonly #byFields = new Map<unknown, FieldSet>();

  read(fields: unknown): FieldSet {
    return this.#byFields.get(fields) ?? FieldSet.parse(fields);
  }

  /** As {@link FieldSet.toFieldsV1}. */
  write(set: FieldSet, { asText = false }: { asText?: boolean } = {}): JsonObject {
    const bySet = this.#bySet[asText ? "asText" : "plain"];
    return bySet.get(set) ?? this.#remember(bySet, set, set.toFieldsV1({ asText }));
  }

  #remember(bySet: Map<FieldSet, JsonObject>, set: FieldSet, fields: JsonObject): JsonObject {
    const text = JSON.stringify(fields);
    const known = this.#byText.get(text);
    if (known) return known.fields;
    if (this.#byText.size >= capacity) this.#forget();
    this.#byText.set(text, { fields: freezeFields(fields), set });
    this.#byFields.set(fields, set);
    bySet.set(set, fields);
    return fields;
  }

  #forget(): void {
    for (const map of [this.#byText, this.#byFields, this.#bySet.plain, this.#bySet.asText]) map.clear();
  }
}

function freezeFields(fields: JsonObject): JsonObject {
  for (const inner of Object.values(fields)) freezeFields(inner as JsonObject);
  return Object.freeze(fields);
}

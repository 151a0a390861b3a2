import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** What a tag does to a schema. */
export interface TagRule {
  /** What it may stand on; undefined: anything. */
  readonly on?: "number" | "string" | "array" | "object";
  /** May be given several times. */
  readonly repeatable?: boolean;
  /** Lower ones are applied first; default 0. Below it is what decides what others may stand on, above what needs what others set. */
  readonly order?: number;
  /** The schema's keyword that it sets. */
  readonly keyword: keyof JsonSchema | undefined;
  /**
   * Applies it. What a schema has already comes from the type's own tags: an annotation replaces it, a validation may only make it tighter.
   *
   * @throws TagError
   */
  readonly apply: (schema: JsonSchema, text: string) => void;
}

import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";

/** A kind in one version, as requests are made for it. */
export interface Target {
  readonly apiVersion: string;
  readonly kind: string;
  /** Path of the collection, with `{{ns}}`. */
  readonly collection: string;
  /** What objects are made by: of built-in kinds a part of the real one. */
  readonly schema: JsonSchema;
  readonly custom: boolean;
  readonly status: boolean;
  readonly scale: boolean;
  /** Fields that selectors may name, besides those of all kinds. */
  readonly fields: readonly string[];
  /** Whether values are wrong now and then; rules of built-in kinds are tested elsewhere. */
  readonly careless: boolean;
}

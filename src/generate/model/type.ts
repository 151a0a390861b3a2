import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** Where something stands in a source; line and column start at 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A JSDoc tag: `@minimum 1`. */
export interface Tag {
  readonly name: string;
  readonly text: string;
  readonly position: Position;
}

/** What a doc comment says. */
export interface Doc {
  readonly description: string;
  readonly tags: readonly Tag[];
}

/** A property of an object. */
export interface Property {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly doc: Doc;
  readonly position: Position;
}

interface Common {
  readonly position: Position;
  /** Comments of the named types on the way to this one, outermost first: a field's own comes before them. */
  readonly docs: readonly Doc[];
  readonly nullable?: boolean;
}

/** A type as a schema can say it; knows no compiler. */
export type Type = Common &
  (
    | {
        readonly kind: "schema";
        /** Known by name: a scalar alias, or a built-in type. */ readonly schema: JsonSchema;
      }
    | { readonly kind: "string" | "boolean" | "unknown" }
    | { readonly kind: "enum"; readonly values: readonly (string | number | boolean)[] }
    | { readonly kind: "pattern"; readonly pattern: string }
    | { readonly kind: "array"; readonly items: Type; readonly length?: number }
    | { readonly kind: "map"; readonly values: Type }
    | { readonly kind: "object"; readonly properties: readonly Property[] }
    | { readonly kind: "union"; readonly alternatives: readonly (readonly Property[])[] }
    | { readonly kind: "embedded" }
  );

/** No comment. */
export const noDoc: Doc = { description: "", tags: [] };

import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** Where something stands in a source; line and column start at 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A JSDoc tag (`@minimum 1`) or a marker (`+kubebuilder:validation:Minimum=1`, whose name begins with `+`). */
export interface Tag {
  readonly name: string;
  readonly text: string;
  /** JSON of the constant that the text names, where it may also be the text itself: `@default small`. */
  readonly constant?: string;
  readonly position: Position;
}

/** What the comments before something say. */
export interface Doc {
  readonly description: string;
  readonly tags: readonly Tag[];
  /** Text of `@deprecated`; undefined when there is none. */
  readonly deprecated?: string;
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
  /** `undefined` is one of its values: a property of it may be left out. */
  readonly absent?: boolean;
}

/** An object with named properties. */
export type ObjectType = Common & {
  readonly kind: "object";
  readonly properties: readonly Property[];
  /** What a built-in type says beside its properties: `x-kubernetes-map-type`. */
  readonly beside?: JsonSchema;
  /** Of `ObjectMeta<{ name: … }>`: the properties that narrow the names of objects, the rest of metadata being the server's. */
  readonly names?: readonly Property[];
};

/** One alternative of a union. */
export interface Alternative {
  readonly properties: readonly Property[];
  /** Written `name?: never`: must not be there. */
  readonly never: readonly string[];
  readonly position: Position;
}

/** A type as a schema can say it; knows no compiler. */
export type Type =
  | ObjectType
  | (Common &
      (
        | {
            readonly kind: "schema";
            /** Known by name: a scalar alias, or a built-in type. */
            readonly schema: JsonSchema;
          }
        | { readonly kind: "string" | "boolean" }
        | {
            readonly kind: "unknown";
            /** It would go on deeper than `@maxDepth` lets it: any value stands there, and for a list or a map of it. */
            readonly tooDeep?: boolean;
          }
        | {
            readonly kind: "enum";
            readonly values: readonly Literal[];
            /** Where its values are written, by whatever name it is used. */
            readonly written?: Position;
          }
        | { readonly kind: "pattern"; readonly pattern: string }
        | {
            readonly kind: "array";
            readonly items: Type;
            readonly minItems?: number;
            readonly maxItems?: number;
          }
        | { readonly kind: "map"; readonly values: Type }
        | {
            readonly kind: "union";
            readonly alternatives: readonly Alternative[];
            /** Where the union itself is written, by whatever name it is used. */
            readonly written: Position;
          }
        | {
            /** Written out only to be taken apart: `typeof list`, before `[number]` or after `keyof`. */
            readonly kind: "constant";
            /** A list or an object; several, when it may be any of them. */
            readonly values: readonly object[];
          }
        | {
            /** Can have no value: a property of this type is not there. */
            readonly kind: "never";
          }
        | {
            /** Has no schema form, which was reported. */ readonly kind: "refused";
          }
      ));

/** A value that a literal type stands for. */
export type Literal = string | number | boolean;

/** No comment. */
export const noDoc: Doc = { description: "", tags: [] };

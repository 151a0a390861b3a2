/** A field of a kind, as its reader sees it. */
export interface FieldDoc {
  readonly name: string;
  /** `spec.ports[].name`; an entry of a map is `spec.labels.*`. */
  readonly path: string;
  /** The fragment that leads to it. */
  readonly anchor: string;
  /** `string`, `[]object`, `map[string]integer (int32)`. */
  readonly type: string;
  readonly required: boolean;
  readonly immutable: boolean;
  readonly description: string;
  /** Why it is not to be used; "" when no reason is given. Undefined: it is. */
  readonly deprecated: string | undefined;
  /** As JSON, a string without its quotes where it can do without. */
  readonly default: string | undefined;
  /** As `default`. */
  readonly example: string | undefined;
  /** Those that it may have, each as `default`. */
  readonly values: readonly string[];
  readonly constraints: readonly Constraint[];
  readonly rules: readonly RuleDoc[];
  /** Where more is said about it. */
  readonly link: { readonly url: string; readonly text: string } | undefined;
  readonly fields: readonly FieldDoc[];
  /** A field before it that has the same fields: they are not told twice. */
  readonly sameAs: { readonly path: string; readonly anchor: string } | undefined;
}

/** Something that a value must keep to. */
export interface Constraint {
  readonly text: string;
  /** What is to be shown as code after the text: a pattern. */
  readonly code?: string;
}

/** A CEL rule. */
export interface RuleDoc {
  readonly rule: string;
  readonly message: string | undefined;
}

/** A version of a kind. */
export interface VersionDoc {
  readonly name: string;
  readonly anchor: string;
  readonly apiVersion: string;
  readonly served: boolean;
  readonly storage: boolean;
  /** The warning, or "" when there is none; undefined when it is not deprecated. */
  readonly deprecated: string | undefined;
  readonly description: string;
  readonly link: FieldDoc["link"];
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly path: string;
    readonly description: string;
  }[];
  readonly selectable: readonly string[];
  readonly subresources: readonly string[];
  readonly rules: readonly RuleDoc[];
  readonly fields: readonly FieldDoc[];
  /** YAML of an object. */
  readonly example: string;
  /** What must be replaced in the example, because nothing can be made up that fits. */
  readonly placeholders: readonly string[];
}

/** A kind, with its versions, those that are stored or newest first. */
export interface KindDoc {
  readonly kind: string;
  readonly group: string;
  readonly plural: string;
  /** File name of a page of its own, without an extension. */
  readonly file: string;
  readonly anchor: string;
  readonly scope: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly versions: readonly VersionDoc[];
}

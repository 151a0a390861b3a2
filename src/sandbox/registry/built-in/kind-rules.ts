import type { NameFormat } from "../../admission/name-format.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";

/** What the server's code adds to a built-in kind's schema. */
export interface KindRules {
  /** Whether `metadata.generation` counts changes of the spec; "annotations": of annotations too. */
  readonly generation?: boolean | "annotations";
  readonly name?: NameFormat;
  readonly unconditionalUpdate?: boolean;
  readonly createOnUpdate?: boolean;
  readonly returnsDeleted?: boolean;
  /** Dotted fields for selectors, beside name and namespace. */
  readonly selectable?: readonly string[];
  /** Why objects of this kind cannot be created here: the missing feature. */
  readonly missing?: string;
  defaults?(object: ApiObject): void;
  prepareForCreate?(object: ApiObject): void;
  prepareForUpdate?(object: ApiObject, old: ApiObject, subresource: string | undefined): void;
  prepareForDelete?(object: ApiObject): void;
  validate?(object: ApiObject): InvalidField[];
  validateUpdate?(object: ApiObject, old: ApiObject): InvalidField[];
  warnings?(object: ApiObject, old: ApiObject | undefined): string[];
  gracePeriod?(object: ApiObject, requested: number | undefined): number;
}

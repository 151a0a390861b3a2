import type { JsonObject } from "../../../base/json.ts";
import type { NameFormat } from "../../admission/name-format.ts";
import type { ApiObject } from "../../api-object.ts";
import type { Store } from "../../store/store.ts";
import type { Stamp } from "../served-resource.ts";
import type { InvalidField } from "../../status-error.ts";
import type { AdmitOptions, ReviewOptions } from "../served-resource.ts";

/** What is known when a write begins. */
export interface Beginning {
  readonly old: ApiObject | undefined;
  readonly store: Store;
  readonly dryRun: boolean;
}

/** What the server's code adds to a built-in kind's schema. */
export interface KindRules {
  /**
   * Whether `metadata.generation` counts changes of the spec; "annotations": of annotations too; "empties": an empty map or list
   * that is sent is a change too, as Go's reflect.DeepEqual tells it from none; "once": it stays 1.
   */
  readonly generation?: boolean | "annotations" | "empties" | "once";
  readonly name?: NameFormat;
  /** Whether problems name the kind without its group. */
  readonly groupless?: boolean;
  /** Whether a new object may come with a status. */
  readonly keepsStatus?: boolean;
  /** Whether finalizers may be plain words: groups that do not use the core group's checks. */
  readonly plainFinalizers?: boolean;
  readonly unconditionalUpdate?: boolean;
  readonly createOnUpdate?: boolean;
  readonly returnsDeleted?: boolean;
  /** Why objects of this kind cannot be created here: the missing feature. */
  readonly missing?: string;
  /** What happens to the object before its checks and needs to know other objects: what is allocated. May throw a StatusError. */
  begin?(object: ApiObject, options: Beginning): void;
  /** Notes who writes and when, where the object itself says so. */
  stamp?(object: ApiObject, options: Stamp): void;
  /** `sent`: the object before it was decoded, where empty lists are told from none. */
  defaults?(object: ApiObject, sent: JsonObject): void;
  prepareForCreate?(object: ApiObject, warn: (message: string) => void): void;
  prepareForUpdate?(object: ApiObject, old: ApiObject, subresource: string | undefined): void;
  prepareForDelete?(object: ApiObject): void;
  /** What the object says, beside the metadata; `old` when it is updated. */
  validate?(object: ApiObject, old: ApiObject | undefined): InvalidField[];
  /** What an update may not change, beside the metadata. */
  validateUpdate?(object: ApiObject, old: ApiObject): InvalidField[];
  /** Whether an update is asked first what it changes or first what it says (default), or only one of them ("changes last": metadata twice, then what it says, then what it changes); metadata goes with both, but not with contents alone. */
  readonly updateOrder?:
    "changes first" | "contents first" | "changes only" | "changes last" | "contents only";
  /** Whether changes of the metadata are left to the general check. */
  readonly bareUpdate?: boolean;
  /** Problems of a status that is written, where there are any but those of the metadata. */
  validateStatus?(object: ApiObject, old: ApiObject): InvalidField[];
  /** Whether the metadata that comes with a status is not looked at once more. */
  readonly bareStatus?: boolean;
  /** The same of another subresource than status. */
  validateSubresource?(object: ApiObject, old: ApiObject, subresource: string): InvalidField[];
  /** Fields that this (sub)resource does not write, as `fieldsV1`, where they are not those of every kind. */
  resetFields?(subresource: string | undefined): JsonObject;
  warnings?(object: ApiObject, old: ApiObject | undefined): string[];
  statusWarnings?(object: ApiObject): string[];
  /** Fields that readers do not see as they were sent, settled after all checks. */
  toStored?(object: ApiObject): ApiObject;
  /** What admission plugins that are always on change, before anything else. */
  admit?(object: ApiObject, options: AdmitOptions): void;
  /** The same of an object that comes by a subresource. */
  admitSubresource?(object: ApiObject, options: AdmitOptions, subresource: string): void;
  /** What they refuse, after everything else. */
  review?(object: ApiObject, options: ReviewOptions): void;
  /** The same of an object that comes by a subresource. */
  reviewSubresource?(object: ApiObject, options: ReviewOptions, subresource: string): void;
  gracePeriod?(object: ApiObject, requested: number | undefined): number;
}

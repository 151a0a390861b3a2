import type { PrinterColumn } from "../../kube/resource.ts";
import type { SchemaVersion } from "../../kube/patch/managed-fields.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { NameFormat } from "../admission/name-format.ts";
import type { JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { Store } from "../store/store.ts";
import type { InvalidField, Named } from "../status-error.ts";
import type { SelectableField } from "./field-selector.ts";

/** A subresource as discovery shows it. */
export interface Subresource {
  readonly name: string;
  readonly verbs: readonly string[];
  /** What it answers, where that is not the resource's own kind. */
  readonly kind?: { readonly group: string; readonly version: string; readonly kind: string };
  /** What is read from a POST, where that is another kind than the resource's own. */
  readonly takes?: ServedResource;
  /** What is missing for it to be served; requests get 501. */
  readonly missing?: string;
}

/** Paths of replicas in an object with a scale subresource. */
export interface ScalePaths {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  /** A serialized selector (custom resources) or a LabelSelector (built-in ones). */
  readonly selector?: readonly string[];
}

/** One resource in one version, as clients see it. */
export interface ServedResource {
  readonly group: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** In the order in which discovery lists them. */
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  readonly scale?: ScalePaths;
  /** Columns of a custom resource beside its name. */
  readonly printerColumns?: readonly PrinterColumn[];
  /** Collection of the store that holds its objects: the same for all versions. */
  readonly collection: string;
  /** The apiVersion in which a built-in kind is stored, where it is another one. */
  readonly storedIn?: string;
  readonly strategy: Strategy;
  /** What is missing for this resource to be served at all; every request gets 501. */
  readonly missing?: string;
  /** Sent with every answer, where the version is deprecated. */
  readonly warning?: string;
}

/** What built-in admission looks at beside the object. */
export interface AdmitOptions {
  /** Absent when it is created. */
  readonly old: ApiObject | undefined;
  /** An object of another collection, by its key. */
  find(collection: string, key: string): ApiObject | undefined;
  /** All objects of another collection. */
  list(collection: string): readonly ApiObject[];
}

/** What admission that refuses looks at, and whom it tells of what it lets pass. */
export interface ReviewOptions extends AdmitOptions {
  readonly warn: (message: string) => void;
}

/** Who writes what, and when. */
export interface Stamp {
  /** Absent at creation. */
  readonly old: ApiObject | undefined;
  readonly subresource: string | undefined;
  readonly user: {
    readonly username: string;
    readonly uid?: string;
    readonly groups?: readonly string[];
    readonly extra?: Readonly<Record<string, readonly string[]>>;
  };
  /** As metadata has times. */
  readonly now: string;
}

/** What a resource does differently from others. Objects are in the served version. */
export interface Strategy {
  readonly custom: boolean;
  /** Whether problems name the kind without its group. */
  readonly groupless?: boolean;
  /** Schema of the kind, for patches and for OpenAPI; self-contained, or with `resolve`. */
  readonly schema: JsonSchema;
  readonly resolve?: (ref: string) => JsonSchema;
  /** What an object without content looks like: what is in it belongs to nobody. Absent: nothing. */
  readonly zero?: ApiObject;
  readonly nameFormat: NameFormat;
  /** Whether PUT may leave out the resourceVersion. */
  readonly unconditionalUpdate: boolean;
  /** Whether PUT creates what is missing. */
  readonly createOnUpdate: boolean;
  /** Whether DELETE answers with the object. */
  readonly returnsDeleted: boolean;
  /** What a field selector may name. */
  readonly selectable: ReadonlyMap<string, SelectableField>;
  unknownSelector(field: string): string;
  /** Fields that this (sub)resource does not write, as `fieldsV1`. */
  resetFields(subresource: string | undefined): JsonObject;
  /** The kind in another version, for fields that managers wrote there; undefined for one that is no more. Absent: all versions are alike. */
  otherVersion?(apiVersion: string, subresource: string | undefined): SchemaVersion | undefined;
  /** Reads what a client sent: drops unknown fields and says which, applies defaults. */
  decode(object: JsonObject): { object: ApiObject; unknown: string[] };
  /** Of built-in kinds: what is decoded of what a strategic merge patch has made. */
  fromUnstructured?(object: JsonObject): JsonObject;
  /** As `decode`, for what a server-side apply made, which has been checked against the schema: nothing is dropped. Absent: as `decode`. */
  decodeApplied?(object: JsonObject): ApiObject;
  toServed(stored: ApiObject): ApiObject;
  /** Takes note that what is stored was decoded in this version: it need not be decoded again to be served. */
  noteDecoded?(stored: ApiObject): void;
  /** Notes who writes and when, where the object itself says so. */
  stamp?(object: ApiObject, options: Stamp): void;
  /** Allocates what the object needs of others, before anything else is done with it. */
  begin?(object: ApiObject, options: { old: ApiObject | undefined; store: Store; dryRun: boolean }): void;
  /** An object of this version in another one, for those who look at it only; absent: through the stored form. */
  convert?(served: ApiObject, apiVersion: string): ApiObject;
  /** What is stored of an object; of one that was `applied`, fields that no schema knows are left out only now. */
  toStored(served: ApiObject, options?: { applied: boolean }): ApiObject;
  /** Gets ready for `toServed` of many objects at once, where each has to be asked for outside. */
  prepareRead?(stored: readonly ApiObject[]): void;
  /** Whether `toServed` and `toStored` may suspend a verb: then they are not called after a write. */
  readonly waits?: boolean;
  /** Sets what clients may not: initial generation, status. */
  prepareForCreate(object: ApiObject, warn: (message: string) => void): void;
  /** Keeps what this (sub)resource may not change, and counts the generation. */
  prepareForUpdate(object: ApiObject, old: ApiObject, subresource: string | undefined): void;
  validate(object: ApiObject): InvalidField[];
  /** `warn` hears of problems that do not count. */
  validateUpdate(
    object: ApiObject,
    old: ApiObject,
    subresource: string | undefined,
    warn?: (text: string) => void,
  ): InvalidField[];
  /** What clients are told of an object that is taken nevertheless; `old` is absent when it is created. */
  warnings?(object: ApiObject, old: ApiObject | undefined, subresource: string | undefined): string[];
  /** What admission plugins that are always on change in what a client sent. */
  admit?(object: ApiObject, options: AdmitOptions): void;
  /** The same of an object that comes by a subresource. */
  admitSubresource?(object: ApiObject, options: AdmitOptions, subresource: string): void;
  /** Throws what they refuse of an object that is otherwise fine. */
  review?(object: ApiObject, options: ReviewOptions): void;
  /** The same of an object that comes by a subresource. */
  reviewSubresource?(object: ApiObject, options: ReviewOptions, subresource: string): void;
  /** Sets what shows that an object is going: a phase, a finalizer of the server's own. */
  prepareForDelete?(object: ApiObject): void;
  /** Seconds until an object is removed after DELETE; absent: none. */
  gracePeriod?(object: ApiObject, requested: number | undefined): number;
}

/** The resource as errors name it: `deployments.apps`. */
export function resourceName(resource: ServedResource): Named {
  return { group: resource.group, resource: resource.plural };
}

/** The kind as errors about an object's content name it: `Deployment.apps`. */
export function kindName(resource: ServedResource): Named {
  return { group: resource.strategy.groupless ? "" : resource.group, resource: resource.kind };
}

/** Key of an object in its collection. */
export function storeKey(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

import type { DeepPartial, KubernetesObject } from "./object.ts";
import { checkOptions, takes, takesList, takesWord, type OptionRule } from "../base/check-options.ts";
import { apiVersionOf } from "./gvk.ts";
import { pluralize } from "./plural.ts";

declare const objectType: unique symbol;

/** Whether objects live in a namespace. */
export type Scope = "Namespaced" | "Cluster";

/** A column of `kubectl get` (apiextensions/v1 CustomResourceColumnDefinition). */
export interface PrinterColumn {
  /** The heading. */
  readonly name: string;
  /** How values are shown and sorted. */
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  /** Where its value is in an object. */
  readonly jsonPath: string;
  /** A format of OpenAPI, for types that have several. */
  readonly format?: string;
  /** What the column is. */
  readonly description?: string;
  /** Above 0: shown by `-o wide` only. */
  readonly priority?: number;
}

/** Subresources of a custom resource. */
export interface Subresources {
  /** Status is written by a request of its own; default true when the type has a status. */
  readonly status?: boolean;
  /** Paths for `kubectl scale` and autoscalers. */
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath?: string;
  };
}

/** What is said about a custom resource beside its type; read by the CRD generator and by the client. */
export interface ResourceDefinition<T extends KubernetesObject = KubernetesObject> {
  /** The API group, a domain that is yours. */
  readonly group: string;
  /** `v1`, `v1beta1`. */
  readonly version: string;
  /** The kind, in CamelCase. */
  readonly kind: string;
  /** Default: the English plural of the kind in lower case. */
  readonly plural?: string;
  /** Default: the kind in lower case. */
  readonly singular?: string;
  /** Default `Namespaced`. */
  readonly scope?: Scope;
  /** What else `kubectl` may call it. */
  readonly shortNames?: readonly string[];
  /** Groups of kinds that it is listed with, such as `all`. */
  readonly categories?: readonly string[];
  /** What is written by requests of its own. */
  readonly subresources?: Subresources;
  /** Columns of `kubectl get`, besides the name. */
  readonly printerColumns?: readonly PrinterColumn[];
  /** Paths of up to 8 fields of spec or status that lists can be selected by. */
  readonly selectableFields?: readonly string[];
  /** Values of fields that are left out, checked by the compiler against the type: as `@default` on each of them. Lists are a default as a whole. */
  readonly defaults?: DeepPartial<Omit<T, keyof KubernetesObject>>;
  /** Whether this version is the stored one; default true when it is the only one. */
  readonly storage?: boolean;
  /** Default true. */
  readonly served?: boolean;
  /** True, or the warning that clients are sent. */
  readonly deprecated?: boolean | string;
  /** True: no CustomResourceDefinition is written of this version, as when somebody else defines the kind; default false. */
  readonly skip?: boolean;
  /** How objects get from one version to another (apiextensions/v1 CustomResourceConversion); default: only apiVersion changes. */
  readonly conversion?: {
    readonly strategy: "None" | "Webhook";
    readonly webhook?: {
      readonly conversionReviewVersions: readonly string[];
      readonly clientConfig?: {
        readonly url?: string;
        readonly service?: {
          readonly namespace: string;
          readonly name: string;
          readonly path?: string;
          readonly port?: number;
        };
        readonly caBundle?: string;
      };
    };
  };
  /** Whether `Float`, `Double` and `JsonNumber` may be used; default false: clients round them differently. */
  readonly allowFloats?: boolean;
  /** Of apiVersion, kind and metadata, those that the schema of this version names; default all. The server adds the others. */
  readonly rootFields?: readonly ("apiVersion" | "kind" | "metadata")[];
  /** Names of all versions in the order in which the CustomResourceDefinition lists them; default: sorted. */
  readonly versionOrder?: readonly string[];
  /** What the CustomResourceDefinition says in another form than this definition does, as JSON merge patches (RFC 7386): null takes away. */
  readonly overrides?: {
    readonly spec?: Readonly<Record<string, unknown>>;
    readonly version?: Readonly<Record<string, unknown>>;
  };
  /** Labels of the CustomResourceDefinition itself. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the CustomResourceDefinition itself. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * A kind's handle: where it is served, and (by type only) what its objects look like.
 * The client, the cache, RBAC inference and the CRD generator take it.
 */
export interface Resource<T extends KubernetesObject = KubernetesObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: Scope;
  /** `group/version`, or `version` in the core group. */
  readonly apiVersion: string;
  /** Reads bring only the metadata of objects; see onlyMetadata. */
  readonly metadataOnly?: true;
  /** Never there at run time. */
  readonly [objectType]?: T;
}

/** The type of the objects behind a handle. */
export type ObjectOf<R> = R extends Resource<infer T> ? T : never;

const anything: OptionRule = { text: "a value", holds: () => true };
const texts = takesList("a list of texts", takes.anyText.holds);

/** What the generator reads is checked there. */
const definitionRules: Record<keyof ResourceDefinition, OptionRule> = {
  group: takes.anyText,
  version: takes.text,
  kind: takes.text,
  plural: takes.text,
  singular: takes.text,
  scope: takesWord(["Namespaced", "Cluster"]),
  shortNames: texts,
  categories: texts,
  subresources: anything,
  printerColumns: anything,
  selectableFields: anything,
  defaults: anything,
  storage: takes.boolean,
  served: takes.boolean,
  deprecated: anything,
  skip: takes.boolean,
  conversion: anything,
  allowFloats: takes.boolean,
  rootFields: anything,
  versionOrder: anything,
  overrides: anything,
  labels: anything,
  annotations: anything,
};

/**
 * The handle of a custom resource. Everything in the definition is a constant, so that the CRD
 * generator can read it from the source without running it.
 *
 * @throws UserError RESOURCE_INVALID for a part that is missing, unknown or of the wrong type
 * @example
 * export const Memcached = resource<Memcached>({ group: "cache.example.com", version: "v1alpha1", kind: "Memcached" });
 */
export function resource<T extends KubernetesObject>(definition: ResourceDefinition<T>): Resource<T> {
  const required = ["group", "version", "kind"];
  checkOptions(definition, definitionRules, { code: "RESOURCE_INVALID", of: "resource({…})", required });
  const { group, version, kind, plural = pluralize(kind), scope = "Namespaced" } = definition;
  return Object.freeze({ group, version, kind, plural, scope, apiVersion: apiVersionOf(definition) });
}

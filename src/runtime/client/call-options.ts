import type { IndexedValue } from "../../kube/field-index.ts";
import type { DeepPartial, KubernetesObject, Observed } from "../../kube/object.ts";

/** Options of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Options of calls that read objects. */
export interface ReadOptions extends CallOptions {
  /**
   * A read from the cache is never older than what this process wrote before; `false` takes what the cache has, and never waits. Default true.
   * Of reads from the server it says nothing: they are as new as the server.
   */
  readonly readYourWrites?: boolean;
}

/** Options of calls that write. */
export interface WriteOptions extends CallOptions {
  /** Check and answer as if, but store nothing. */
  readonly dryRun?: boolean;
  /** Who is named in managedFields; default the client's. */
  readonly fieldManager?: string;
  /** What happens to unknown and duplicate fields; the server's default is `Warn`. */
  readonly fieldValidation?: "Strict" | "Warn" | "Ignore";
  /**
   * Of a handler's client: leave out an `update`, `patch` or `apply` of a cached kind that would surely change nothing, and answer with the object as it
   * is. Default: the operator's `skipUnchangedWrites`, which is true.
   */
  readonly skipUnchanged?: boolean;
}

/** What to list. */
export interface ListOptions<T extends KubernetesObject = KubernetesObject> extends ReadOptions {
  /** Default: all namespaces; `deleteAllOf` needs one for namespaced kinds. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Values that the objects are to have in indexes of the cache, all of them; see fieldIndex. Only handlers have a cache. */
  readonly index?: IndexedValue<T> | readonly IndexedValue<T>[];
  /** Items a page; see listPages. */
  readonly limit?: number | undefined;
  /** Token of the next page. */
  readonly continue?: string;
  /** A version of the collection; what it means is said by {@link resourceVersionMatch}. Default: the newest. */
  readonly resourceVersion?: string;
  /** Whether the answer is to be of that very version, or of one that is at least as new. */
  readonly resourceVersionMatch?: "Exact" | "NotOlderThan";
}

/** What to watch, and from where; options of `client.watch`. */
export interface WatchOptions extends CallOptions {
  /** Default: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Begin after this version, for example that of a list. Default: with what is there, as `ADDED`. */
  readonly resourceVersion?: string;
  /** Also hand out `BOOKMARK`s, which say only how far the watch has come. */
  readonly bookmarks?: boolean;
}

/** What a watch tells. */
export interface ObjectEvent<T extends KubernetesObject = KubernetesObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  /** As it is now, or was last. Of a bookmark there is nothing but its `metadata.resourceVersion`. */
  readonly object: Observed<T>;
}

/** Options of `client.delete`. */
export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean;
  /** What happens to what the object owns; the default of most kinds is `Background`. */
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  /** Seconds that a Pod has to end; 0 is at once. */
  readonly gracePeriodSeconds?: number;
  /** Delete only this very object: a namesake made since then stays. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** A patch by its type: RFC 6902, RFC 7386, or Kubernetes' strategic merge (built-in kinds only). */
export type Patch =
  { readonly json: readonly object[] } | { readonly merge: object } | { readonly strategic: object };

/** Options of `client.apply`. */
export interface ApplyOptions extends WriteOptions {
  /** Take over fields of other managers; default true, as a controller must to own what it declares. */
  readonly force?: boolean;
}

/** An object to be applied: what it names is set, what it leaves out is left alone. */
export type ApplyConfiguration<T extends KubernetesObject> = DeepPartial<T> & { metadata: { name: string } };

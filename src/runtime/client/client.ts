import type {
  DeepPartial,
  DeepReadonly,
  KubernetesObject,
  ObjectKey,
  Observed,
  ObservedList,
  Stored,
} from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { TransportRequest } from "./transport-request.ts";

/** Options of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Options of calls that write. */
export interface WriteOptions extends CallOptions {
  /** Check and answer as if, but store nothing. */
  readonly dryRun?: boolean;
  /** Who is named in managedFields; default the client's. */
  readonly fieldManager?: string;
  /** What happens to unknown and duplicate fields; the server's default is `Warn`. */
  readonly fieldValidation?: "Strict" | "Warn" | "Ignore";
}

/** What to list. */
export interface ListOptions extends CallOptions {
  /** Default: all namespaces; {@link Client.deleteAllOf} needs one for namespaced kinds. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Items a page; see listPages. */
  readonly limit?: number;
  /** Token of the next page. */
  readonly continue?: string;
}

/** Options of {@link Client.delete}. */
export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly gracePeriodSeconds?: number;
  /** Delete only this very object: a namesake made since then stays. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** A patch by its type: RFC 6902, RFC 7386, or Kubernetes' strategic merge (built-in kinds only). */
export type Patch =
  { readonly json: readonly object[] } | { readonly merge: object } | { readonly strategic: object };

/** Options of {@link Client.apply}. */
export interface ApplyOptions extends WriteOptions {
  /** Take over fields of other managers; default true, as a controller must to own what it declares. */
  readonly force?: boolean;
}

/** An object to be applied: what it names is set, what it leaves out is left alone. */
export type ApplyConfiguration<T extends KubernetesObject> = DeepPartial<T> & { metadata: { name: string } };

/**
 * Typed calls on any kind that has a handle. Namespaced kinds need a namespace in the key or the object; where it is missing, the
 * client's default namespace is used. Every method throws ApiError for a refusal and ConnectionError when there is no answer.
 *
 * @example
 * const deployment = await client.get(Deployment, { namespace: "default", name: "web" });
 */
export interface Client {
  get<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options?: CallOptions,
  ): Promise<Observed<T>>;
  list<T extends KubernetesObject>(resource: Resource<T>, options?: ListOptions): Promise<ObservedList<T>>;
  create<T extends KubernetesObject>(
    resource: Resource<T>,
    object: NoInfer<T | DeepReadonly<T>>,
    options?: WriteOptions,
  ): Promise<Stored<T>>;
  /** Replaces an object; its resourceVersion makes the write fail when somebody was faster. */
  update<T extends KubernetesObject>(
    resource: Resource<T>,
    object: NoInfer<T | DeepReadonly<T>>,
    options?: WriteOptions,
  ): Promise<Stored<T>>;
  patch<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<Stored<T>>;
  /**
   * Server-side apply: creates the object, or sets the fields named and takes away those that this field manager named before. Other
   * managers' fields are taken over (`force`), as the Kubernetes documentation asks of controllers.
   */
  apply<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ApplyConfiguration<NoInfer<T>>,
    options?: ApplyOptions,
  ): Promise<Stored<T>>;
  delete<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options?: DeleteOptions,
  ): Promise<void>;
  deleteAllOf<T extends KubernetesObject>(
    resource: Resource<T>,
    options: ListOptions & DeleteOptions,
  ): Promise<void>;
  updateStatus<T extends KubernetesObject>(
    resource: Resource<T>,
    object: NoInfer<T | DeepReadonly<T>>,
    options?: WriteOptions,
  ): Promise<Stored<T>>;
  patchStatus<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<Stored<T>>;
  applyStatus<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ApplyConfiguration<NoInfer<T>>,
    options?: ApplyOptions,
  ): Promise<Stored<T>>;
  /** POST to a subresource such as `token` or `eviction`. */
  createSubresource<R>(
    resource: Resource,
    key: ObjectKey,
    request: { subresource: string; body: object } & WriteOptions,
  ): Promise<R>;
  /** Any request, for what has no method here. */
  request(request: TransportRequest): Promise<unknown>;
}

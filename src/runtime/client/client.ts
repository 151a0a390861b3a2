import type {
  DeepReadonly,
  KubernetesObject,
  ObjectKey,
  Observed,
  ObservedList,
  Stored,
} from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Status } from "../../kube/status.ts";
import type {
  ApplyConfiguration,
  ApplyOptions,
  DeleteOptions,
  ListOptions,
  ObjectEvent,
  Patch,
  ReadOptions,
  WatchOptions,
  WriteOptions,
} from "./call-options.ts";
import type { Discovery } from "./discovery.ts";
import type { Subresource, SubresourceAnswer, SubresourceBody } from "./subresource.ts";
import type { TransportRequest } from "./transport-request.ts";

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
    options?: ReadOptions,
  ): Promise<Observed<T>>;
  list<T extends KubernetesObject>(
    resource: Resource<T>,
    options?: ListOptions<NoInfer<T>>,
  ): Promise<ObservedList<T>>;
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
  /**
   * Answers with the object where it stays for now, as finalizers or a Pod's grace period keep it, else with its last
   * state or with a Status whose `details.uid` says what was deleted.
   */
  delete<T extends KubernetesObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options?: DeleteOptions,
  ): Promise<Stored<T> | Status>;
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
  /**
   * What a kind has beside the objects themselves: `status`, `scale`, `eviction` and `token` are typed, any other name works too.
   *
   * @example
   * await client.subresource(Deployment, "scale").patch(key, { merge: { spec: { replicas: 3 } } });
   */
  subresource<T extends KubernetesObject, Name extends string>(
    resource: Resource<T>,
    name: Name,
  ): Subresource<SubresourceBody<T, Name>, SubresourceAnswer<T, Name>>;
  /**
   * What happens to objects, until you stop, or the signal ends it. A connection that breaks is taken up again where it was. Without a
   * `resourceVersion` it begins with what is there. When the server has forgotten the version, an ApiError is thrown for which `isExpired` holds: begin anew.
   *
   * @example
   * for await (const { type, object } of client.watch(Pod, { namespace: "default" })) log.info(type, { name: object.metadata.name });
   */
  watch<T extends KubernetesObject>(
    resource: Resource<T>,
    options?: WatchOptions,
  ): AsyncIterable<ObjectEvent<T>>;
  /** Which kinds the server has, and where. */
  readonly discovery: Discovery;
  /** Any request, for what has no method here. */
  request(request: TransportRequest): Promise<unknown>;
}

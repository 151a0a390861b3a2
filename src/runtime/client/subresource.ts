import type { TokenRequest } from "../../k8s/authentication.k8s.io/v1.ts";
import type { Scale } from "../../k8s/autoscaling/v1.ts";
import type { Binding } from "../../k8s/core/v1.ts";
import type { Eviction } from "../../k8s/policy/v1.ts";
import type { DeepPartial, DeepReadonly, KubernetesObject, ObjectKey, Stored } from "../../kube/object.ts";
import type { ApplyOptions, CallOptions, Patch, WriteOptions } from "./call-options.ts";

/** What is read and written at each subresource whose form is known. */
interface KnownBodies<T> {
  status: T;
  scale: Scale;
  eviction: Eviction;
  token: TokenRequest;
  binding: Binding;
  /** Of a Pod; see `podLog` for its options. */
  log: string;
  ephemeralcontainers: T;
  resize: T;
  /** Of a CertificateSigningRequest. */
  approval: T;
  /** Of a Namespace. */
  finalize: T;
}

/** What a subresource of a kind is made of; for a name that is not known, any object. */
export type SubresourceBody<
  T extends KubernetesObject,
  Name extends string,
> = Name extends keyof KnownBodies<T> ? KnownBodies<T>[Name] : Record<string, unknown>;

/** What a subresource answers with: where it is of the kind itself, the object as the server has it. */
export type SubresourceAnswer<T extends KubernetesObject, Name extends string> = Name extends OfItsKind
  ? Stored<T>
  : SubresourceBody<T, Name>;

type OfItsKind = "status" | "ephemeralcontainers" | "resize" | "approval" | "finalize";

/** Options of calls that read a subresource. */
export interface SubresourceReadOptions extends CallOptions {
  /** Parameters of the subresource's own, such as `tailLines`. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/**
 * Calls on one subresource of a kind. Which of them work is up to the kind: a Pod's `eviction` can only be created, a `scale` read and changed.
 * Name, namespace, and the apiVersion and kind of known subresources are filled in.
 */
export interface Subresource<Body, Answer = Body> {
  get(key: ObjectKey, options?: SubresourceReadOptions): Promise<Answer>;
  /** POST; the body may be left out where it would say nothing, as that of an eviction. */
  create(key: ObjectKey, body?: Body | DeepReadonly<Body>, options?: WriteOptions): Promise<Answer>;
  update(key: ObjectKey, body: Body | DeepReadonly<Body>, options?: WriteOptions): Promise<Answer>;
  patch(key: ObjectKey, patch: Patch, options?: WriteOptions): Promise<Answer>;
  /** Server-side apply of the fields named. */
  apply(key: ObjectKey, body: DeepPartial<Body>, options?: ApplyOptions): Promise<Answer>;
  /** The answer's bytes as they come, for what does not end by itself. */
  stream(key: ObjectKey, options?: SubresourceReadOptions): Promise<AsyncIterable<Uint8Array>>;
}

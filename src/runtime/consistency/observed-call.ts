import type { KubernetesObject, ObjectKey, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Place } from "./in-flight.ts";

/** A read or a write, for who observes them. */
export interface ObservedCall {
  /** Kubernetes' word for it: `get`, `list`, `create`, `update`, `patch`, `apply`, `delete`, `deletecollection`. */
  readonly verb: string;
  readonly resource: Resource;
  /** Of one object, or of its namespace for lists. */
  readonly key: Partial<ObjectKey>;
  readonly subresource?: string;
  /** Who answered: the cache, the server, or nobody, as the write would have changed nothing. */
  readonly answer: "cache" | "server" | "skipped";
  /** The object before a write as far as this process knew, and after it; undefined where there was none or it is not known. */
  readonly before?: Observed<KubernetesObject> | undefined;
  readonly after?: Observed<KubernetesObject> | undefined;
  /** The version that a write found, as far as this process knew. */
  readonly replaced?: string | undefined;
  readonly error?: unknown;
}

/** Is told of every call, at its end, and what a read found. May not throw. */
export type CallObserver = (call: ObservedCall, read?: unknown) => void;

/** A write that is about to be sent. */
export interface SentWrite {
  readonly resource: Resource;
  /** Without a name where the server chooses it. */
  readonly place: Place;
  /** The version that it is bound to: nothing is written on top of another. "" for a creation, undefined for a write that takes what is there. */
  readonly base?: string | undefined;
}

/**
 * Is told of every write of an object before it is sent; what it returns is called at its end, with the object as it was written, if it surely
 * was. Neither may throw.
 */
export type WriteObserver = (
  write: SentWrite,
) => ((answer: Observed<KubernetesObject> | undefined) => void) | undefined;

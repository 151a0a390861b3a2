import type { KubernetesObject, ObjectKey, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";

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

/** Is told of every call, at its end. May not throw. */
export type CallObserver = (call: ObservedCall) => void;

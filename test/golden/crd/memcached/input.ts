import { resource, type Condition, type CustomResource, type Int32 } from "kubewright";

/** Desired state of a cache cluster. */
export interface MemcachedSpec {
  /**
   * Number of cache pods.
   * @minimum 1
   * @maximum 10
   * @default 3
   */
  size?: Int32;
  /** Where a pod listens. @immutable */
  port?: Port;
  storage: { ephemeral: EphemeralStorage } | { claim: ClaimStorage }; // a union becomes exactly-one-of
}

/** @minimum 1024 @maximum 65535 */
type Port = Int32;

/** Lost with the pod. */
interface EphemeralStorage {
  /** @pattern ^\d+(Mi|Gi)$ */
  sizeLimit?: string;
}

interface ClaimStorage {
  claimName: string;
}

export interface MemcachedStatus {
  conditions?: Condition[];
  readyReplicas?: Int32;
}

export interface Memcached extends CustomResource<MemcachedSpec, MemcachedStatus> {}

/** A cache cluster. */
export const Memcached = resource<Memcached>({
  group: "cache.example.com",
  version: "v1alpha1",
  kind: "Memcached",
  shortNames: ["mc"],
  subresources: { status: true, scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.readyReplicas" } },
  printerColumns: [{ name: "Ready", type: "string", jsonPath: ".status.conditions[?(@.type=='Ready')].status" }],
});

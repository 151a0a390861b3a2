import { resource, type Condition, type CustomResource, type Duration, type Int32, type Quantity } from "kubewright";

/**
 * Where a pod listens.
 *
 * @minimum 1024
 * @maximum 65535
 */
type Port = Int32;

interface Listener {
  /** By which it is referred to. */
  name: string;
  port: Port;
  /** @default "TCP" */
  protocol?: "TCP" | "UDP";
}

interface Limits {
  itemSize?: Quantity;
  /** @minimum 0 */
  entries?: Int32;
  ttl?: Duration;
}

/**
 * Desired state of a cache.
 *
 * See https://example.com/caches?a=1&b=2, or `kubectl explain`:
 *
 * - one
 * - two & <b>bold</b> "quoted"
 */
interface CacheSpec {
  /**
   * @minimum 0
   * @exclusiveMaximum 11
   * @default 3
   */
  size?: Int32;
  /**
   * Image to run. <script>alert("field")</script> | a bar, and a `code | bar`.
   *
   * @pattern ^[a-z0-9./|-]+:[a-z0-9.-]+$
   * @maxLength 255
   */
  image: string;
  /** @immutable */
  storageClass?: string;
  /**
   * @listType map
   * @listMapKey name
   * @minItems 1
   * @maxItems 8
   */
  listeners: Listener[];
  limits?: Limits;
  /** @maxProperties 100 */
  tenants?: Record<string, Limits>;
  /** @deprecated use `limits` */
  memory?: Int32;
  storage: { ephemeral: { size: Quantity } } | { claim: { name: string } };
}

interface CacheStatus {
  conditions?: Condition[];
  size?: Int32;
}

/**
 * A cache.
 *
 * # No heading
 *
 * @externalDocs https://example.com/caches The handbook
 *
 * @validation rule="self.spec.size > 0 || !has(self.spec.tenants)", message="a parked cache has no tenants"
 */
export interface Cache extends CustomResource<CacheSpec, CacheStatus> {}

export const Cache = resource<Cache>({
  group: "docs.example.com",
  version: "v1beta1",
  kind: "Cache",
  shortNames: ["ca"],
  deprecated: "use v1 <soon>",
  selectableFields: [".spec.storageClass"],
  subresources: { scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" } },
  printerColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size", description: "a | b" }],
});

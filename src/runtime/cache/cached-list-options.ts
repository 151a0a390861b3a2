import type { IndexedValue } from "../../kube/field-index.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";

/** What to read from a cache. */
export interface CachedListOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Values that the objects are to have in indexes, all of them. */
  readonly index?: IndexedValue<never> | readonly IndexedValue<never>[] | undefined;
  /** What takes the place of the objects stored under these keys; undefined: nothing does. */
  readonly over?: ReadonlyMap<string, Observed<KubernetesObject> | undefined> | undefined;
}

import type { DeepReadonly, KubernetesObject } from "../../kube/object.ts";
import type { ReportedKind } from "../../kube/operator-report.ts";

/** A change of an object, as a watch tells it. */
export interface ObjectChange {
  readonly type: string;
  readonly object: DeepReadonly<KubernetesObject>;
}

/** Where objects are read: the cluster that the operator works on. */
export interface ObjectSource {
  /** What is there, then changes, until the signal aborts. Throws what the server refuses. */
  watch(
    kind: ReportedKind,
    options: { readonly namespace?: string; readonly signal: AbortSignal },
  ): AsyncIterable<ObjectChange>;
}

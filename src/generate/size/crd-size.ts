import type { CustomResourceDefinition } from "../../kube/crd.ts";

/** Bytes that all annotations of an object may have, names and values (k8s.io/apimachinery/pkg/api/validation/objectmeta.go, TotalAnnotationSizeLimitB). */
export const annotationLimit = 262_144;
/** Bytes of a request that etcd takes, unless it is told otherwise (`--max-request-bytes`). An API server takes twice as much. */
export const requestLimit = 1_572_864;

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** What a definition takes, in bytes. */
export interface CrdSize {
  /** As JSON. */
  readonly json: number;
  /** Of annotations, after a client-side `kubectl apply`: it notes the whole definition in one of them. */
  readonly annotations: number;
}

/** The size of a definition. As GetModifiedConfiguration of k8s.io/kubectl/pkg/util/apply.go writes it. */
export function crdSize(crd: CustomResourceDefinition): CrdSize {
  const { [lastApplied]: _, ...annotations } = crd.metadata?.annotations ?? {};
  const noted = goJsonBytes({ ...crd, metadata: { ...crd.metadata, annotations } });
  const own = Object.entries(annotations).reduce((sum, [key, value]) => sum + bytes(key) + bytes(value), 0);
  return { json: goJsonBytes(crd), annotations: own + lastApplied.length + noted + 1 }; // the note ends in a line break
}

/** Bytes of a value as Go writes it: what could be HTML is written as an escape. */
export function goJsonBytes(value: unknown): number {
  const text = JSON.stringify(value);
  return (
    bytes(text) + 5 * (text.match(/[<>&]/g)?.length ?? 0) + 3 * (text.match(/[\u2028\u2029]/g)?.length ?? 0)
  );
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

import { resource, type CustomResource, type Int32 } from "kubewright";

interface Http {
  /** Where to. */
  path: string;
}
interface Grpc {
  service: string;
}

type Shape = { kind: "circle"; radius: Int32 } | { kind: "square"; side: Int32; rounded?: boolean };

interface Spec {
  probe: { http: Http } | { grpc: Grpc };
  /** What to draw. */
  shape: Shape;
  shapes?: Shape[];
  mode?: "fast" | "slow.er" | null;
  weight?: 1 | 2 | null;
  weights?: (1 | 2 | null)[];
  named?: { name: string; a: Int32 } | { name: string; b: Int32 };
}

export interface Union extends CustomResource<Spec> {}

export const Union = resource<Union>({ group: "example.com", version: "v1", kind: "Union" });

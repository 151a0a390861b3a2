import { resource, type CustomResource, type Double, type Int32 } from "kubewright";

interface Spec {
  /** @minimun 1 */
  slip: Int32;
  /** @minimum one */
  argument: Int32;
  /** @minLength 1 */
  misplaced: Int32;
  bare: number;
  anything: any;
  call: () => void;
  float: Double;
  /** @pattern (?!x) */
  lookahead: string;
  /** @default 5 */
  size?: Three;
  missing: Int23;
  recursive: Node;
  keys: Record<number, string>;
  mixed: [string, Int32];
  /** @validation self > */
  rule: Int32;
}

/** @maximum 3 */
type Three = Int32;

interface Node {
  children: Node[];
}

export interface Thing extends CustomResource<Spec> {}

export const Thing = resource<Thing>({ group: "example.com", version: "v1", kind: "Thing" });

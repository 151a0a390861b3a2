import { resource, type KubernetesObject } from "kubewright";

const values = ["Value2", "Value1"] as const;

/** +k8s:enum */
type EnumType = (typeof values)[number];

interface EnumSpec {
  field?: EnumType;
}

/** A kind with a choice. */
interface Enum extends KubernetesObject {
  /** What is chosen. */
  spec?: EnumSpec;
}

export const Enum = resource<Enum>({ group: "testdata.kubebuilder.io", version: "v1", kind: "Enum" });

import { resource, type CustomResource, type Int32 } from "kubewright";

interface Spec {
  /**
   * How many.
   * +kubebuilder:validation:Minimum=1
   * +kubebuilder:validation:Maximum=5
   * +kubebuilder:default=2
   */
  size?: Int32;
  /**
   * +kubebuilder:validation:Enum=Allow;Forbid
   * +kubebuilder:validation:MaxLength=10
   */
  policy: string;
  /** +listType=set */
  tags?: string[];
  /** +kubebuilder:validation:items:MaxLength=3 */
  names?: string[];
  /** +kubebuilder:validation:XValidation:rule="self > 1",message="too small" */
  ruled?: Int32;
  /** +optional */
  maybe: string;
  /** +kubebuilder:pruning:PreserveUnknownFields */
  open?: {};
}

export interface Marked extends CustomResource<Spec> {}

export const Marked = resource<Marked>({ group: "example.com", version: "v1", kind: "Marked" });

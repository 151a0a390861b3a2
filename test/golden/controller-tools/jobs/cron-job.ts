import type { Int32 } from "kubewright";

/** What is wanted of a cron job. */
export interface CronJobSpec {
  /**
   * Of a length of its own.
   * +kubebuilder:validation:MinLength=4
   */
  twoOfAKindPart0: string;

  // +kubebuilder:validation:Minimum=-2
  // +kubebuilder:validation:Maximum=2
  // +kubebuilder:validation:MultipleOf=2
  int32WithValidations: Int32;
}

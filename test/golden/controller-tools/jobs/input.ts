import { resource, type CustomResource } from "kubewright";
import type { CronJobSpec } from "./cron-job.ts";
import type { Int32 } from "kubewright";

/** What is wanted of a job. */
interface JobSpec {
  /**
   * What people call it.
   *
   * +kubebuilder:validation:MinLength=5
   */
  friendlyName: string;

  /**
   * How often it may run.
   *
   * +kubebuilder:validation:Minimum=0
   * +kubebuilder:validation:Maximum=10
   */
  count: Int32;

  /** The cron job that it belongs to. */
  crongJob: CronJobSpec;
}

/**
 * A job.
 * +kubebuilder:object:root=true
 */
interface Job extends CustomResource<JobSpec> {}

export const Job = resource<Job>({ group: "testdata.kubebuilder.io", version: "v1beta1", kind: "Job" });

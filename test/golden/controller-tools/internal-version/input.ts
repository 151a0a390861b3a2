// +kubebuilder:skip

import { resource, type CustomResource, type Time } from "kubewright";
import type { ObjectReference } from "kubewright/k8s/core/v1";

interface CronJobSpec {
  schedule: string;
}

interface CronJobStatus {
  active?: ObjectReference[];
  lastScheduleTime?: Time;
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource
/** The form that only the operator itself sees. */
interface CronJob extends CustomResource<CronJobSpec, CronJobStatus> {}

export const CronJob = resource<CronJob>({ group: "testdata.kubebuilder.io", version: "v1", kind: "CronJob" });

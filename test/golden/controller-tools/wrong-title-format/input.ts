import { resource, type CustomResource, type Int32 } from "kubewright";

interface TestType {
  /**
   * How often it may run.
   *
   * +kubebuilder:title={}
   */
  count: Int32;
}

interface JobSpec {
  /**
   * What people call it.
   *
   * +kubebuilder:title=123
   */
  friendlyName: string;
  test: TestType;
}

export const Job = resource<CustomResource<JobSpec>>({ group: "testdata.kubebuilder.io", version: "v1beta1", kind: "Job" });

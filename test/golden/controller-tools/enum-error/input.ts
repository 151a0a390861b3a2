import { resource, type CustomResource } from "kubewright";

interface EnumErrorSpec {
  // +k8s:enum
  field?: string;
}

export const EnumError = resource<CustomResource<EnumErrorSpec>>({ group: "testdata.kubebuilder.io", version: "v1", kind: "EnumError" });

import { resource, type CustomResource } from "kubewright";

// +kubebuilder:validation:AtMostOneOf=field.foo;field.bar
interface OneofSpec {
  field?: TypeWithOneofs;
}

interface TypeWithOneofs {
  foo?: string;
  bar?: string;
}

export const Oneof = resource<CustomResource<OneofSpec>>({ group: "testdata.kubebuilder.io", version: "v1beta1", kind: "Oneof" });

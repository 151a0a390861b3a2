import { resource, type CustomResource } from "kubewright";

interface OneofSpec {
  typeWithMissingTag?: TypeWithMissingTag;
}

// +kubebuilder:validation:AtMostOneOf=foo;bar
interface TypeWithMissingTag {
  foo: string;
  bar: string;
}

export const Oneof = resource<CustomResource<OneofSpec>>({ group: "testdata.kubebuilder.io", version: "v1beta1", kind: "Oneof" });

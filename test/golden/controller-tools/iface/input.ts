import { resource, type CustomResource } from "kubewright";

interface InterfaceFieldSpec {
  bar?: any;
}

export const InterfaceField = resource<CustomResource<InterfaceFieldSpec>>({ group: "testdata.kubebuilder.io", version: "v1", kind: "InterfaceField" });

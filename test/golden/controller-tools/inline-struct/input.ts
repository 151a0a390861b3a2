import { resource, type KubernetesObject } from "kubewright";

interface InlineStructSpec {
  /** Written out where it is used. */
  test_struct: {
    test1?: string;
  };
}

interface InlineStruct extends KubernetesObject {
  spec?: InlineStructSpec;
}

export const InlineStruct = resource<InlineStruct>({ group: "testdata.kubebuilder.io", version: "inlinestructerror", kind: "InlineStruct" });

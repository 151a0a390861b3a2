import { resource, type KubernetesObject } from "kubewright";

/**
 * A text that is explained elsewhere.
 * +kubebuilder:externalDocs:url="https://example.com/type-docs",description="type-level external docs"
 */
type TypeWithExternalDoc = string;

interface ExternalDocSpec {
  /** @externalDocs https://example.com/docs external docs description */
  fieldWithExternalDoc?: string;
  /** +kubebuilder:externalDocs:url="https://example.com/docs" */
  fieldWithExternalDocURLOnly?: string;
  typeWithExternalDoc?: TypeWithExternalDoc;
}

interface ExternalDoc extends KubernetesObject {
  spec?: ExternalDocSpec;
}

export const ExternalDoc = resource<ExternalDoc>({ group: "testdata.kubebuilder.io", version: "v1", kind: "ExternalDoc" });

import { resource, type KubernetesObject } from "kubewright";

interface ClusterScopedResourceSpec {}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster
/** A kind that lives in no namespace. */
interface ClusterScopedResource extends KubernetesObject {
  spec?: ClusterScopedResourceSpec;
}

export const ClusterScopedResource = resource<ClusterScopedResource>({ group: "testdata.kubebuilder.io", version: "v1", kind: "ClusterScopedResource" });

import { resource, type CustomResource } from "kubewright";
import type { OuterStruct } from "./common.ts";

const kind = { group: "testdata.kubebuilder.io", kind: "VersionedResource", subresources: { status: true } } as const;

interface VersionedResourceSpec {
  struct?: OuterStruct;
}

export const VersionedResourceV1Beta2 = resource<CustomResource<VersionedResourceSpec>>({ ...kind, version: "v1beta2", storage: true });

export const VersionedResourceV1Beta1 = resource<CustomResource<VersionedResourceSpec>>({ ...kind, version: "v1beta1" });

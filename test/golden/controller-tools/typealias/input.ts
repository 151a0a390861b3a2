import { resource, type CustomResource } from "kubewright";
import type { AliasedStruct } from "./middle.ts";

interface IndirectAliasSpec {
  field: AliasedStruct;
}

export const Indirect = resource<CustomResource<IndirectAliasSpec>>({ group: "testdata.kubebuilder.io", version: "v1", kind: "Indirect" });

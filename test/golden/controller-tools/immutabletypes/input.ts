import { resource, type CustomResource } from "kubewright";

interface NestedStruct {
  key: string;
  value: string;
}

interface ImmutableSpec {
  /** @immutable */
  requiredString: string;
  /** @immutable */
  optionalString?: string;
  /** @immutable */
  optionalLiteralString?: string;
  /** @immutable */
  requiredStruct: NestedStruct;
  /** @immutable */
  optionalStruct?: NestedStruct;
  /** @immutable */
  optionalOmitZeroStruct?: NestedStruct;
  /** @immutable */
  requiredSlice: string[];
  /** @immutable */
  optionalSlice?: string[];
  /** @immutable */
  requiredMap: Record<string, string>;
  /** @immutable */
  optionalMap?: Record<string, string>;
  mutableString: string;
}

interface ImmutableType extends CustomResource<ImmutableSpec> {}

export const ImmutableType = resource<ImmutableType>({ group: "testdata.kubebuilder.io", version: "v1", kind: "ImmutableType" });

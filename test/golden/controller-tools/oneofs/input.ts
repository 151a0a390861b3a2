import { resource, type CustomResource, type Int32 } from "kubewright";

/**
 * @validation message="only one of foo|bar may be set",rule="!(has(self.foo) && has(self.bar))"
 * @atMostOneOf foo;bar
 */
interface TypeWithOneofs {
  foo?: string;
  bar?: string;
}

/** @atMostOneOf a;b @atMostOneOf c;d */
interface TypeWithMultipleOneofs {
  a?: string;
  b?: string;
  c?: string;
  d?: string;
}

/** @exactlyOneOf foo;bar */
interface TypeWithExactOneofs {
  foo?: string;
  bar?: string;
}

/** @exactlyOneOf a;b @exactlyOneOf c;d */
interface TypeWithMultipleExactOneofs {
  a?: string;
  b?: string;
  c?: string;
  d?: string;
}

/** @atLeastOneOf a;b @atLeastOneOf c;d */
interface TypeWithMultipleAtLeastOneofs {
  a?: string;
  b?: string;
  c?: string;
  d?: string;
}

/**
 * @atLeastOneOf e;f
 * @exactlyOneOf c;d
 * @atMostOneOf a;b
 */
interface TypeWithAllOneofs {
  a?: string;
  b?: string;
  c?: string;
  d?: string;
  e?: string;
  f?: string;
}

/** @atMostOneOf foo;bar */
interface TypeWithOmitZero {
  foo?: string;
  bar?: string;
}

/** @exactlyOneOf a;b */
interface TypeWithOmitZeroExact {
  a?: string;
  b?: string;
}

/** @atLeastOneOf c;d */
interface TypeWithOmitZeroAtLeastOneOf {
  c?: string;
  d?: string;
}

/**
 * A number with a rule.
 * @validation rule="self >= 100 && self <= 1000",message="invalid CustomTypeAlias value"
 */
type CustomTypeAlias = Int32;

interface OneofSpec {
  firstTypeWithOneof?: TypeWithOneofs;
  secondTypeWithOneof?: TypeWithMultipleOneofs;
  firstTypeWithExactOneof?: TypeWithExactOneofs;
  secondTypeWithExactOneof?: TypeWithMultipleExactOneofs;
  typeWithMultipleAtLeastOneOf?: TypeWithMultipleAtLeastOneofs;
  typeWithAllOneOf?: TypeWithAllOneofs;
  typeWithOmitZero?: TypeWithOmitZero;
  typeWithOmitZeroExact?: TypeWithOmitZeroExact;
  typeWithOmitZeroAtLeastOneOf?: TypeWithOmitZeroAtLeastOneOf;
  firstCustomTypeAlias?: CustomTypeAlias;
  /** The rule is there once, here too. */
  secondCustomTypeAlias?: CustomTypeAlias;
}

/** Shows what may be together. */
interface Oneof extends CustomResource<OneofSpec> {}

export const Oneof = resource<Oneof>({ group: "testdata.kubebuilder.io", version: "v1beta1", kind: "Oneof", singular: "oneof" });

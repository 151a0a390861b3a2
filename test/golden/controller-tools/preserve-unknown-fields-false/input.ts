import { resource, type KubernetesObject } from "kubewright";

interface FooSpec {
  /**
   * Filled in when it is left out,
   * on two lines.
   * +kubebuilder:default=fooDefaultString
   * +kubebuilder:example=fooExampleString
   */
  defaultedString: string;
}

interface FooStatus {}

interface Foo extends KubernetesObject {
  /** What is wanted; kept in the definition. */
  spec?: FooSpec;
  /** What was seen; kept in the definition. */
  status?: FooStatus;
}

export const Foo = resource<Foo>({ group: "bar.example.com", version: "foo", kind: "Foo", subresources: { status: false },
  overrides: { spec: { preserveUnknownFields: false } } });

import { resource, type KubernetesObject } from "kubewright";

interface FooSpec {
  /**
   * What is filled in where it has been left out, for
   * as long as nobody says otherwise
   * +kubebuilder:default=fooDefaultString
   * +kubebuilder:example=fooExampleString
   */
  defaultedString: string;
}

interface FooStatus {}

interface Foo extends KubernetesObject {
  /** What is wanted of it, which stays in the definition */
  spec?: FooSpec;
  /** What was seen. It is kept. The third is too long for it */
  status?: FooStatus;
}

export const Foo = resource<Foo>({ group: "bar.example.com", version: "foo", kind: "Foo", subresources: { status: false } });

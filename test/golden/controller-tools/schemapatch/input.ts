import { resource, type CustomResource } from "kubewright";

const group = "kubebuilder.schemapatcher.controller-tools.sigs.k8s.io";

interface ExampleSpec {
  /** What foo holds. */
  foo: string;
  /** What bar holds. */
  bar: string;
}

/** A kind whose schema has changed. */
interface Example extends CustomResource<ExampleSpec> {}

export const Example = resource<Example>({ group, version: "v1", kind: "Example" });

/** A kind whose schema is as it was. */
interface Unchanged extends CustomResource<ExampleSpec> {}

export const Unchanged = resource<Unchanged>({ group, version: "v1", kind: "Unchanged" });

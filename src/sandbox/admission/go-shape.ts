import { readFileSync } from "node:fs";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/**
 * How the server's Go type of a component is written as JSON, where its OpenAPI does not say: facts of the `json`
 * tags and field types in k8s.io/api.
 */
export interface GoShape {
  /** Fields that are there whatever was sent, with what an empty one looks like; `{}` is a struct, empty in turn. */
  readonly always?: Readonly<Record<string, unknown>>;
  /** Scalars behind a pointer: a zero that was sent stays. Those of other fields are left out. */
  readonly pointers?: readonly string[];
}

/** The built-in types: their schemas, and how Go writes them. */
export interface BuiltInTypes {
  /** The schema of a component, by name or `#/components/schemas/…`. */
  resolve(reference: string): JsonSchema;
  shape(component: string): GoShape | undefined;
}

/** Reads the shapes from disk, when first asked for one. */
export function createBuiltInTypes(resolve: (reference: string) => JsonSchema): BuiltInTypes {
  let shapes: Readonly<Record<string, GoShape>> | undefined;
  return {
    resolve,
    shape(component) {
      shapes ??= JSON.parse(readFileSync(new URL("go-shapes.json", import.meta.url), "utf8")) as Record<
        string,
        GoShape
      >;
      return shapes[component];
    },
  };
}

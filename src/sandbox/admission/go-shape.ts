import type { BuiltInSchemas, GoShape } from "../../k8s/built-in.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** The built-in types: their schemas, and how Go writes them. */
export interface BuiltInTypes {
  /** The schema of a component, by name or `#/components/schemas/…`. */
  resolve(reference: string): JsonSchema;
  shape(component: string): GoShape | undefined;
}

/** The built-in types of what was read from disk. */
export function createBuiltInTypes(schemas: BuiltInSchemas): BuiltInTypes {
  return {
    resolve: (reference) => schemas.schema(reference),
    shape: (component) => schemas.goShape(component),
  };
}

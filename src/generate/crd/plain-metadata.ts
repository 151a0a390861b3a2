import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { mapSchema } from "../../kube/schema/map-schema.ts";
import { embeddedMetadata } from "../read/known-types.ts";

/** A copy of a schema in which metadata below the root is any object, as controller-gen writes it without generateEmbeddedObjectMeta: labels there are pruned. */
export function plainMetadata(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, (copy) => {
    const { description, ...rest } = copy;
    if (!equalJson(rest, embeddedMetadata)) return copy;
    return { ...(description === undefined ? {} : { description }), type: "object" };
  });
}

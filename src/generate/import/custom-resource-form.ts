import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { isNamedObject, placePart } from "./shape.ts";

/** Whether a kind's spec and status are as `CustomResource<Spec, Status>` has them: a spec that must be there, perhaps a status, and nothing said of either place. */
export function hasCustomResourceForm({ properties = {}, required = [] }: JsonSchema): boolean {
  const { spec, status } = properties;
  if (!spec || !required.includes("spec") || !isPlain(spec)) return false;
  return status === undefined || (!required.includes("status") && isPlain(status));
}

function isPlain(schema: JsonSchema): boolean {
  const { description: _description, ...place } = placePart(schema);
  return isNamedObject(schema) && Object.keys(place).length === 0;
}

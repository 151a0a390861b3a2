import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { ImportTag } from "./import-tag.ts";
import { keywordTags } from "./keyword-tags.ts";
import type { ModuleContext } from "./module-context.ts";

/** The tags of an object as a whole: what its properties do not say. */
export function typeTags(schema: JsonSchema, { isLiteral }: Pick<ModuleContext, "isLiteral">): ImportTag[] {
  const { properties = {}, required } = schema;
  const declared = (required ?? []).filter((name) => Object.hasOwn(properties, name)).sort();
  const says: JsonSchema = { type: "object", ...(declared.length > 0 ? { required: declared } : {}) };
  const rest: JsonSchema = { ...schema };
  delete rest.properties;
  if (rest.description !== "") delete rest.description;
  if (rest["x-kubernetes-preserve-unknown-fields"] === true)
    delete rest["x-kubernetes-preserve-unknown-fields"];
  if (equalJson(rest.required, says.required)) delete rest.required;
  if (rest.type === "object") delete rest.type;
  const absent: (keyof JsonSchema)[] = schema.type === undefined ? ["type"] : [];
  return keywordTags(rest, { on: { type: "object" }, absent, literal: isLiteral });
}

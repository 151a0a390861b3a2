import { isJsonObject } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { renderSample } from "../../kube/schema/render-sample.ts";
import { validateValue } from "../../kube/schema/validate.ts";
import { writeYaml } from "../../kube/yaml.ts";

/** An object of a kind with what it must have and what it has by default, and the fields for which nothing that fits could be made up. */
export function exampleOf(
  schema: JsonSchema,
  { apiVersion, kind, namespaced }: { apiVersion: string; kind: string; namespaced: boolean },
): { example: string; placeholders: string[] } {
  const { status: _s, metadata: _m, apiVersion: _a, kind: _k, ...properties } = schema.properties ?? {};
  const required = (schema.required ?? []).filter((name) => Object.hasOwn(properties, name));
  const shown = properties.spec ? [...new Set([...required, "spec"])] : required;
  const sample = renderSample({ type: "object", properties, required: shown });
  const object = {
    apiVersion,
    kind,
    metadata: { name: `my-${kind.toLowerCase()}`, ...(namespaced ? { namespace: "default" } : {}) },
    ...(isJsonObject(sample) ? sample : {}),
  };
  const errors = validateValue({ ...schema, required }, object);
  const placeholders = errors.map(({ field, message }) => (field === "<nil>" ? message : field));
  return { example: writeYaml(object), placeholders: [...new Set(placeholders)] };
}

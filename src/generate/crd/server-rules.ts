import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** Something that the API server refuses, at a place below the schema that was looked at. */
export interface Refusal {
  /** `.x-kubernetes-validations`, `.items.properties[name].nullable`. */
  readonly path: string;
  readonly message: string;
}

/**
 * What the server asks of the place of rules, and of the keys of a list: as validation.go of
 * k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation.
 */
export function refusedParts(schema: JsonSchema): Refusal[] {
  return [...ruleRefusals(schema), ...keyRefusals(schema)];
}

function ruleRefusals(schema: JsonSchema): Refusal[] {
  if (!schema["x-kubernetes-validations"]?.length) return [];
  if (schema.type !== undefined || schema["x-kubernetes-int-or-string"]) return [];
  const message = "a rule cannot be about a value of any type: its type must be known";
  return [{ path: ".x-kubernetes-validations", message }];
}

/** A key of a list must be there, and be something that can be compared. */
function keyRefusals({ items, ...list }: JsonSchema): Refusal[] {
  if (list["x-kubernetes-list-type"] !== "map") return [];
  return (list["x-kubernetes-list-map-keys"] ?? []).flatMap((key) => {
    const property = items?.properties?.[key];
    if (!property) return [];
    const path = `.items.properties[${key}]`;
    const refusals: Refusal[] = [];
    if (property.nullable)
      refusals.push({
        path: `${path}.nullable`,
        message: `"${key}" is a key of the list: it cannot be null`,
      });
    if (property.type === "object" || property.type === "array")
      refusals.push({ path: `${path}.type`, message: `"${key}" is a key of the list: it must be a scalar` });
    return refusals;
  });
}

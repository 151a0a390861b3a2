import type { FieldError } from "../field-error.ts";
import { hasRules } from "../has-rules.ts";
import type { JsonSchema } from "../json-schema.ts";
import { RuleValidator } from "./validate-rules.ts";

/**
 * Defaults that break the rules of their own schema, as they are and as they come into being. `path` is the schema's place in the definition.
 * Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go.
 */
export function checkDefaults(schema: JsonSchema, path: string): FieldError[] {
  return hasRules(schema) ? checkNode(schema, { path, root: true, rules: new RuleValidator() }) : [];
}

function checkNode(
  schema: JsonSchema,
  at: { path: string; root: boolean; rules: RuleValidator },
): FieldError[] {
  const { path, root, rules } = at;
  const below = (inner: JsonSchema, where: string) =>
    checkNode(inner, { path: `${path}.${where}`, root: false, rules });
  const errors: FieldError[] = [];
  if (schema.default !== undefined) {
    const options = { path: `${path}.default`, isResource: root };
    errors.push(...rules.validate(schema, schema.default, { ...options, old: schema.default }));
    if (errors.length === 0) errors.push(...rules.validate(schema, schema.default, options));
  }
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    errors.push(...below(property, `properties[${name}]`));
  if (schema.items) errors.push(...below(schema.items, "items"));
  return errors;
}

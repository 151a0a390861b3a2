import type { JsonSchema } from "./json-schema.ts";

/**
 * A value that a schema accepts, as short as it can be: every required field, and every field with a default,
 * so that the reader sees what is there to change. Of a union, the first choice.
 */
export function renderSample(schema: JsonSchema): unknown {
  const given = schema.default ?? schema.example ?? schema.enum?.[0];
  if (given !== undefined) return given;
  switch (schema.type) {
    case "object":
      return objectSample(schema);
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => renderSample(schema.items ?? {}));
    case "string":
      return stringSample(schema);
    case "integer":
    case "number":
      return numberSample(schema);
    case "boolean":
      return false;
    case undefined:
      return schema["x-kubernetes-int-or-string"] ? 1 : {};
  }
}

function objectSample(schema: JsonSchema): Record<string, unknown> {
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  const required = new Set([...(schema.required ?? []), ...(choice?.required ?? [])]);
  const shown = Object.entries(schema.properties ?? {}).filter(
    ([name, field]) => required.has(name) || field.default !== undefined,
  );
  return Object.fromEntries(shown.map(([name, field]) => [name, renderSample(field)]));
}

function stringSample({ format, minLength = 0, maxLength = Infinity }: JsonSchema): string {
  if (format === "date-time") return "2030-01-01T00:00:00Z";
  if (format === "byte") return "ZXhhbXBsZQ==";
  return "example".padEnd(minLength, "-example").slice(0, maxLength);
}

function numberSample({
  minimum,
  exclusiveMinimum,
  maximum,
  exclusiveMaximum,
  multipleOf = 1,
}: JsonSchema): number {
  if (minimum === undefined)
    return Math.min(0, exclusiveMaximum && maximum !== undefined ? maximum - multipleOf : (maximum ?? 0));
  const least = Math.ceil(minimum / multipleOf) * multipleOf;
  return exclusiveMinimum && least === minimum ? least + multipleOf : least;
}

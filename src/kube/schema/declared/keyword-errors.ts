import { forbiddenValue, invalidValue, unsupportedValue, type FieldError } from "../field-error.ts";
import type { DeclaredSchema } from "./declared-schema.ts";
import { topologyErrors } from "./list-errors.ts";

const types = ["array", "boolean", "integer", "number", "object", "string"];

/** What holds for a schema by where it stands. */
export interface Standing {
  /** Whether it is a part of the metadata, apiVersion or kind of a resource. */
  readonly inResourceMeta: boolean;
  /** Why there may be no defaults. */
  readonly noDefaults: string | undefined;
}

/** What is wrong with the keywords of a schema, told before what is below it. Follows specStandardValidatorV3 of apiextensions-apiserver's validation.go. */
export function errorsBefore(schema: DeclaredSchema, path: string, standing: Standing): FieldError[] {
  const { type = "", items, additionalProperties } = schema;
  const isNamed = Object.keys(schema.properties ?? {}).length > 0;
  return [
    ...(type === "" || types.includes(type) ? [] : [unsupportedValue(`${path}.type`, type, types)]),
    ...(schema.default !== undefined && standing.noDefaults !== undefined
      ? [forbiddenValue(`${path}.default`, `must not be set ${standing.noDefaults}`)]
      : []),
    ...unsupported(schema).map((key) => forbiddenValue(`${path}.${key}`, `${key} is not supported`)),
    ...(type === "null"
      ? [forbiddenValue(`${path}.type`, "type cannot be set to null, use nullable as an alternative")]
      : []),
    ...(Array.isArray(items) && items.length > 0
      ? [forbiddenValue(`${path}.items`, "items must be a schema object and not an array")]
      : []),
    ...(standing.inResourceMeta && schema["x-kubernetes-embedded-resource"]
      ? [forbiddenValue(`${path}.x-kubernetes-embedded-resource`, "must not be used inside of resource meta")]
      : []),
    ...(schema.uniqueItems
      ? [
          forbiddenValue(
            `${path}.uniqueItems`,
            "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
          ),
        ]
      : []),
    ...(isNamed && additionalProperties !== undefined && additionalProperties !== true
      ? [
          forbiddenValue(
            `${path}.additionalProperties`,
            "additionalProperties and properties are mutual exclusive",
          ),
        ]
      : []),
  ];
}

/** The same, told after what is below it. */
export function errorsAfter(schema: DeclaredSchema, path: string): FieldError[] {
  const key = "x-kubernetes-preserve-unknown-fields";
  return [
    ...(schema[key] === false ? [invalidValue(`${path}.${key}`, false, "must be true or undefined")] : []),
    ...topologyErrors(schema, path),
  ];
}

/** Keywords of JSON schemas that there are none of. */
function unsupported(schema: DeclaredSchema): string[] {
  const there: readonly [string, boolean][] = [
    ["id", Boolean(schema.id)],
    ["additionalItems", schema.additionalItems !== undefined],
    ["patternProperties", Object.keys(schema.patternProperties ?? {}).length > 0],
    ["definitions", Object.keys(schema.definitions ?? {}).length > 0],
    ["dependencies", schema.dependencies !== undefined],
    ["$ref", schema.$ref !== undefined],
  ];
  return there.filter(([, is]) => is).map(([key]) => key);
}

import { checkDefaults } from "../cel/check-defaults.ts";
import { checkKeywords } from "../cel/check-rules.ts";
import { forbiddenValue, invalidValue, type FieldError } from "../field-error.ts";
import type { JsonSchema } from "../json-schema.ts";
import { structuralErrors } from "../structural.ts";
import { fieldsSaid, internalSchema } from "./internal-schema.ts";
import { unsupportedPart } from "./unsupported-part.ts";

/**
 * What the API server refuses of the schema of a version, in its order. `path` is the schema's place, `hasStatus` whether there is a status subresource,
 * `embedded` tells what embedded resources in a default must say. Follows validateCustomResourceDefinitionValidation of
 * k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go.
 */
export function validateDeclared(
  schema: JsonSchema,
  options: {
    path: string;
    hasStatus: boolean;
    embedded: (schema: JsonSchema, value: unknown, path: string) => FieldError[];
  },
): FieldError[] {
  const { path, hasStatus, embedded } = options;
  const atRoot = [
    ...(hasStatus ? rootErrors(schema, path) : []),
    ...(schema.nullable ? [forbiddenValue(`${path}.nullable`, "nullable cannot be true at the root")] : []),
  ];
  const unsupported = unsupportedPart(schema);
  const structural = unsupported === undefined ? structuralErrors(schema, path) : [];
  const defaults =
    unsupported === undefined && structural.length === 0
      ? checkDefaults(schema, { path, parts: "all", embedded })
      : [];
  const expressions = unsupported === undefined && structural.length === 0 && defaults.length === 0;
  const errors = [...atRoot, ...structural, ...defaults, ...checkKeywords(schema, { path, expressions })];
  return errors.length === 0 && unsupported !== undefined ? [invalidValue(path, "", unsupported)] : errors;
}

const allowedAtRoot = [
  "Description",
  "Type",
  "Format",
  "Title",
  "Maximum",
  "ExclusiveMaximum",
  "Minimum",
  "ExclusiveMinimum",
  "MaxLength",
  "MinLength",
  "Pattern",
  "MaxItems",
  "MinItems",
  "UniqueItems",
  "MultipleOf",
  "Required",
  "Items",
  "Properties",
  "ExternalDocs",
  "Example",
  "XPreserveUnknownFields",
  "XValidations",
];

/** The first field that may not stand at the root: a status is checked by its own part of the schema alone. */
function rootErrors(schema: JsonSchema, path: string): FieldError[] {
  for (const field of fieldsSaid(schema)) {
    if (field === "Type" && schema.type !== "object")
      return [
        invalidValue(
          `${path}.type`,
          schema.type,
          'only "object" is allowed as the type at the root of the schema if the status subresource is enabled',
        ),
      ];
    if (!allowedAtRoot.includes(field))
      return [
        invalidValue(
          path,
          internalSchema(schema),
          `only [${allowedAtRoot.join(" ")}] fields are allowed at the root of the schema if the status subresource is enabled`,
        ),
      ];
  }
  return [];
}

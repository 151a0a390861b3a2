import { isJsonObject } from "../../base/json.ts";
import { conforms } from "./conforms.ts";
import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import { resolveSchema, type ResolveRef } from "./resolve-schema.ts";
import { mergeOutcomes, type Outcome, type ValidateInner } from "./outcome.ts";
import { validateArray } from "./validate-array.ts";
import { validateEnum } from "./validate-enum.ts";
import { validateJunctors } from "./validate-junctors.ts";
import { validateNumber } from "./validate-number.ts";
import { validateObject } from "./validate-object.ts";
import { validateFormat, validateString } from "./validate-string.ts";
import { validateNullType, validateType } from "./validate-type.ts";
import { unchangedPaths } from "./unchanged-paths.ts";
import { embeddedResourceErrors, listErrors } from "./validate-extensions.ts";

/**
 * The errors of a value, in the API server's words and order (k8s.io/kube-openapi/pkg/validation/validate, turned into field errors by
 * apiextensions-apiserver/pkg/apiserver/validation). `path` is where the value stands, "" for the root. CEL rules are not evaluated here.
 * With `before`, the value that it replaces, mistakes in parts that are the same as before are passed over, and doubles in lists where the old value had
 * any; embedded resources are not looked at where `embedded` is false, nor doubles in lists where `lists` is: validation ratcheting (.../apiserver/validation/ratcheting.go, registry/customresource/strategy.go).
 *
 * @example
 * validateValue({ type: "integer", maximum: 10 }, 11, "spec.size");
 * // [{ type: "FieldValueInvalid", field: "spec.size", message: "Invalid value: 11: spec.size in body should be less than or equal to 10" }]
 */
export function validateValue(
  schema: JsonSchema,
  value: unknown,
  path = "",
  options: {
    resolve?: ResolveRef;
    before?: { readonly value: unknown };
    embedded?: boolean;
    lists?: boolean;
  } = {},
): FieldError[] {
  const { resolve, before, embedded = true, lists = true } = options;
  const resolved = resolveSchema(schema, resolve);
  let unchanged: ReadonlySet<string> | undefined;
  const isUnchanged = (at: string) =>
    before !== undefined &&
    (unchanged ??= unchangedPaths(resolved, { value, old: before.value }, { path, resolve })).has(
      at.replace(/^\./, ""),
    );
  // an alternative is not passed over for itself: what has it is
  const validateAlternative: ValidateInner = (inner, item, at) =>
    validateNode(resolveSchema(inner, resolve), { value: item, path: at, validate, validateAlternative });
  const validate: ValidateInner = (inner, item, at) => {
    const outcome = validateAlternative(inner, item, at);
    return outcome.errors.length > 0 && isUnchanged(at) ? { ...outcome, errors: [] } : outcome;
  };
  const place = { path, resolve };
  const doubles = lists ? listErrors(resolved, value, place) : [];
  const wereLists = doubles.length > 0 && before && listErrors(resolved, before.value, place).length > 0;
  return [
    ...(conforms(resolved, value, resolve) ? [] : validate(resolved, value, path).errors),
    ...(wereLists ? [] : doubles),
    ...(embedded ? embeddedResourceErrors(resolved, value, place) : []),
  ];
}

interface Node {
  readonly value: unknown;
  readonly path: string;
  readonly validate: ValidateInner;
  readonly validateAlternative: ValidateInner;
}

/** Each check that applies counts once more than it counts itself, and so does the whole. */
function validateNode(schema: JsonSchema, node: Node): Outcome {
  const { value, path, validate } = node;
  if (value === null) return validateNull(schema, path);
  const outcomes = [
    validateType(schema, value, path),
    validateJunctors(schema, { value, path, validate: node.validateAlternative }),
    ...(typeof value === "string"
      ? [validateString(schema, value, path), validateFormat(schema, value, path)]
      : []),
    typeof value === "number" ? validateNumber(schema, value, path) : undefined,
    Array.isArray(value) ? validateArray(schema, value, { path, validate }) : undefined,
    validateEnum(schema, value, path),
    isJsonObject(value) ? validateObject(schema, value, { path, validate }) : undefined,
  ].filter((outcome) => outcome !== undefined);
  return mergeOutcomes(outcomes, outcomes.length + 1);
}

/** Of null only the type and the enum are asked (kube-openapi/pkg/validation/validate/schema.go). */
function validateNull(schema: JsonSchema, path: string): Outcome {
  return mergeOutcomes([validateNullType(schema, path), validateEnum(schema, null, path)]);
}

import { isJsonObject } from "../../base/json.ts";
import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import { resolveSchema, type ResolveRef } from "./resolve-schema.ts";
import type { Outcome, ValidateInner } from "./outcome.ts";
import { validateArray } from "./validate-array.ts";
import { validateNumber } from "./validate-number.ts";
import { validateObject } from "./validate-object.ts";
import { validateString } from "./validate-string.ts";
import { typeErrors } from "./validate-type.ts";
import { unchangedPaths } from "./unchanged-paths.ts";
import { embeddedResourceErrors, listErrors } from "./validate-extensions.ts";

/**
 * The errors of a value, in the API server's words and order (k8s.io/kube-openapi/pkg/validation/validate, turned into field errors by
 * apiextensions-apiserver/pkg/apiserver/validation). `path` is where the value stands, "" for the root. CEL rules are not evaluated here.
 * With `before`, the value that it replaces, mistakes in parts that are the same as before are passed over, and doubles in lists where the old value had
 * any; embedded resources are not looked at where `embedded` is false: validation ratcheting (.../apiserver/validation/ratcheting.go, registry/customresource/strategy.go).
 *
 * @example
 * validateValue({ type: "integer", maximum: 10 }, 11, "spec.size");
 * // [{ type: "FieldValueInvalid", field: "spec.size", message: "Invalid value: 11: spec.size in body should be less than or equal to 10" }]
 */
export function validateValue(
  schema: JsonSchema,
  value: unknown,
  path = "",
  options: { resolve?: ResolveRef; before?: { readonly value: unknown }; embedded?: boolean } = {},
): FieldError[] {
  const { resolve, before, embedded = true } = options;
  const resolved = resolveSchema(schema, resolve);
  let unchanged: ReadonlySet<string> | undefined;
  const isUnchanged = (at: string) =>
    before !== undefined &&
    (unchanged ??= unchangedPaths(resolved, { value, old: before.value }, { path, resolve })).has(at);
  const validate: ValidateInner = (inner, item, at) => {
    const outcome = validateNode(resolveSchema(inner, resolve), { value: item, path: at, validate });
    return outcome.errors.length > 0 && isUnchanged(at) ? { ...outcome, errors: [] } : outcome;
  };
  const place = { path, resolve };
  const wereLists = before && listErrors(resolved, before.value, place).length > 0;
  return [
    ...validate(resolved, value, path).errors,
    ...(wereLists ? [] : listErrors(resolved, value, place)),
    ...(embedded ? embeddedResourceErrors(resolved, value, place) : []),
  ];
}

function validateNode(
  schema: JsonSchema,
  at: { value: unknown; path: string; validate: ValidateInner },
): Outcome {
  const { value, path, validate } = at;
  if (value === null) return validateNull(schema, path);
  const outcomes: Outcome[] = [leaf(typeErrors(schema, value, path)), validateJunctors(schema, at)];
  if (typeof value === "string") outcomes.push(leaf(validateString(schema, value, path)));
  if (typeof value === "number") outcomes.push(leaf(validateNumber(schema, value, path)));
  if (Array.isArray(value)) outcomes.push(validateArray(schema, value, { path, validate }));
  outcomes.push(leaf(enumErrors(schema, value, path)));
  if (isJsonObject(value)) outcomes.push(validateObject(schema, value, { path, validate }));
  return join(outcomes);
}

/** Of null only the type and the enum are asked, and no enum has it, not even one that lists it (kube-openapi/pkg/validation/validate/validator.go). */
function validateNull(schema: JsonSchema, path: string): Outcome {
  const type = schema.nullable ? [] : typeErrors(schema, null, path);
  return join([leaf(type), leaf(enumErrors(schema, null, path))]);
}

/** `allOf`, `anyOf`, `oneOf` and `not`; the server reports them at no field, with the path in the text. */
function validateJunctors(
  schema: JsonSchema,
  at: { value: unknown; path: string; validate: ValidateInner },
): Outcome {
  const { value, path, validate } = at;
  const run = (alternatives: readonly JsonSchema[] = []) =>
    alternatives.map((alternative) => validate(alternative, value, path));
  const problem = (text: string): Outcome =>
    leaf([{ type: "FieldValueInvalid", field: "<nil>", message: `Invalid value: "": "${path}" ${text}` }]);
  const outcomes: Outcome[] = [];
  const anyOf = run(schema.anyOf);
  if (anyOf.length > 0 && !anyOf.some(passes))
    outcomes.push(problem("must validate at least one schema (anyOf)"), mostChecked(anyOf));
  const oneOf = run(schema.oneOf);
  const valid = oneOf.filter(passes).length;
  if (oneOf.length > 0 && valid === 0) {
    outcomes.push(
      problem("must validate one and only one schema (oneOf). Found none valid"),
      mostChecked(oneOf),
    );
  } else if (valid > 1)
    outcomes.push(
      problem(`must validate one and only one schema (oneOf). Found ${valid} valid alternatives`),
    );
  const allOf = run(schema.allOf);
  if (!allOf.every(passes)) {
    outcomes.push(
      ...allOf,
      problem(`must validate all the schemas (allOf)${allOf.some(passes) ? "" : ". None validated"}`),
    );
  }
  if (schema.not && passes(validate(schema.not, value, path)))
    outcomes.push(problem("must not validate the schema (not)"));
  return join(outcomes);
}

function enumErrors(schema: JsonSchema, value: unknown, path: string): FieldError[] {
  const { enum: values } = schema;
  if (!values || values.length === 0) return [];
  if (value !== null && values.some((allowed) => JSON.stringify(allowed) === JSON.stringify(value)))
    return [];
  const supported = values.map((allowed) =>
    JSON.stringify(typeof allowed === "string" ? allowed : JSON.stringify(allowed)),
  );
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.join(", ")}`;
  return [{ type: "FieldValueNotSupported", field: path, message }];
}

function mostChecked(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((best, outcome) => (outcome.checks > best.checks ? outcome : best));
}

function passes(outcome: Outcome): boolean {
  return outcome.errors.length === 0;
}

function leaf(errors: FieldError[]): Outcome {
  return { errors, checks: 1 };
}

function join(outcomes: readonly Outcome[]): Outcome {
  return {
    errors: outcomes.flatMap((outcome) => outcome.errors),
    checks: outcomes.reduce((sum, outcome) => sum + outcome.checks, 0),
  };
}

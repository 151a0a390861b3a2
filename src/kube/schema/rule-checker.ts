import type { FieldError } from "./field-error.ts";
import { hasRules } from "./has-rules.ts";
import type { JsonSchema } from "./json-schema.ts";
import { RuleValidator } from "./cel/validate-rules.ts";

/** Kinds of error after which rules would be evaluated on values they are not written for (customresource/validator.go). */
const blocking: readonly string[] = [
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
];

const notChecked: FieldError = {
  type: "FieldValueInvalid",
  field: "<nil>",
  message:
    "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
};

/** Adds to the errors of an object those of its rules; `E` are errors that have kinds of their own. Of what did not change, only `warn` is told. */
export type RuleChecker = <E extends { readonly type: string }>(
  object: unknown,
  options: { old: unknown; errors: E[]; warn?: (error: FieldError) => void },
) => (E | FieldError)[];

/** Adds the errors of a resource schema's CEL rules to those of the schema itself, or says that the rules were not evaluated. */
export function ruleChecker(schema: JsonSchema): RuleChecker {
  if (!hasRules(schema)) return (_object, { errors }) => errors;
  const rules = new RuleValidator();
  return (object, { old, errors, warn }) =>
    errors.some(({ type }) => blocking.includes(type))
      ? [...errors, notChecked]
      : [
          ...errors,
          ...rules.validate(schema, object, {
            ...(old === undefined ? {} : { old }),
            ...(warn ? { warn } : {}),
          }),
        ];
}

import { parseFieldPath } from "../../../kube/schema/cel/field-path.ts";
import type { JsonSchema } from "../../../kube/schema/json-schema.ts";
import { duplicateField, invalidField, requiredField } from "../../admission/field-problem.ts";
import type { InvalidField } from "../../status-error.ts";

const maximum = 8;

/** What the fields that requests may select by must be (apis/apiextensions/validation/validation.go, ValidateCustomResourceSelectableFields). */
export function validateSelectable(
  fields: readonly { jsonPath: string }[],
  { schema, at }: { schema: JsonSchema; at: string },
): InvalidField[] {
  const seen = new Set<string>();
  const errors = fields.flatMap(({ jsonPath }, index): InvalidField[] => {
    const place = `${at}[${index}].jsonPath`;
    if (!jsonPath) return [requiredField(place)];
    const path = jsonPath.includes("[") ? "array notation is not allowed" : parseFieldPath(jsonPath, schema);
    if (typeof path === "string") return [invalidField(place, jsonPath, `is an invalid path: ${path}`)];
    const twice = seen.has(path.text);
    seen.add(path.text);
    return [
      ...(/^metadata\b/.test(path.text)
        ? [invalidField(place, jsonPath, "must not point to fields in metadata")]
        : []),
      ...(["string", "boolean", "integer"].includes(path.schema?.type ?? "")
        ? []
        : [
            invalidField(
              place,
              jsonPath,
              "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.",
            ),
          ]),
      ...(twice ? [duplicateField(place, jsonPath)] : []),
    ];
  });
  if (seen.size <= maximum) return errors;
  const message = `Too many: ${seen.size}: must have at most ${maximum} items`;
  return [...errors, { type: "FieldValueTooMany", field: at, message }];
}

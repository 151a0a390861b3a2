import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import { boolType, nullType, stringType } from "../../../../kube/schema/cel/check/type.ts";
import {
  duplicateField,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { labelKeyProblems } from "../../../admission/name-format.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { ExpressionCompiler } from "../../../policy/compile-expression.ts";
import { objectsOf, textOf } from "../../../policy/validating-policy.ts";
import type { InvalidField } from "../../../status-error.ts";
import { validateConditions as validateStatusConditions } from "../validate-conditions.ts";
import type { KindRules } from "../kind-rules.ts";
import { PolicyExpressions } from "./policy-expressions.ts";
import { commonPolicyRules, validateCommon } from "./policy-rules.ts";

/** ValidatingAdmissionPolicy (k8s.io/kubernetes/pkg/apis/admissionregistration/validation). */
export function validatingPolicyRules(compiler: ExpressionCompiler): KindRules {
  return {
    ...commonPolicyRules,
    validate(object, old) {
      const spec = isJsonObject(object.spec) ? object.spec : {};
      const expressions = new PolicyExpressions(spec, { compiler, composed: false });
      return [
        ...validateCommon(spec, { old, compiler }),
        ...expressions.variables(spec.variables, "spec.variables"),
        ...validateRules(object, spec, expressions),
      ];
    },
    validateStatus: (object) => validateStatus(isJsonObject(object.status) ? object.status : {}),
  };
}

const nothing = "validations or auditAnnotations must contain at least one item";
const reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];
const maxAnnotations = 20;
const longestAnnotation = 5 * 1024;

function validateRules(object: ApiObject, spec: JsonObject, expressions: PolicyExpressions): InvalidField[] {
  const validations = objectsOf(spec.validations);
  const annotations = objectsOf(spec.auditAnnotations);
  if (validations.length === 0 && annotations.length === 0)
    return [requiredField("spec.validations", nothing), requiredField("spec.auditAnnotations", nothing)];
  return [
    ...validations.flatMap((validation, index) =>
      validateValidation(validation, { at: `spec.validations[${index}]`, expressions }),
    ),
    ...validateAnnotations(annotations, { policy: object.metadata.name ?? "", expressions }),
  ];
}

function validateValidation(
  validation: JsonObject,
  { at, expressions }: { at: string; expressions: PolicyExpressions },
): InvalidField[] {
  const [expression, message] = [textOf(validation.expression), textOf(validation.message)];
  const messageExpression = textOf(validation.messageExpression);
  const { reason } = validation;
  return [
    ...(expression.trim() === ""
      ? [requiredField(`${at}.expression`, "expression is not specified")]
      : expressions.check(expression, { at: `${at}.expression`, returns: [boolType] })),
    ...validateMessageExpression(messageExpression, { at: `${at}.messageExpression`, expressions }),
    ...validateMessage(message, `${at}.message`),
    ...(reason === undefined || reasons.includes(String(reason))
      ? []
      : [unsupportedField(`${at}.reason`, reason, reasons)]),
  ];
}

function validateMessageExpression(
  expression: string,
  { at, expressions }: { at: string; expressions: PolicyExpressions },
): InvalidField[] {
  if (expression === "") return [];
  if (expression.trim() === "") return [invalidField(at, expression, "must be non-empty if specified")];
  return expressions.check(expression, { at, returns: [stringType], authorizer: false });
}

function validateMessage(message: string, at: string): InvalidField[] {
  if (message !== "" && message.trim() === "")
    return [invalidField(at, message, "must be non-empty if specified")];
  return /[\n\r]/.test(message.trim()) ? [invalidField(at, message, "must not contain line breaks")] : [];
}

function validateAnnotations(
  annotations: readonly JsonObject[],
  options: { policy: string; expressions: PolicyExpressions },
): InvalidField[] {
  const at = "spec.auditAnnotations";
  const keys = annotations.map(({ key }) => textOf(key));
  const shown = annotations.map(({ key, valueExpression }) => ({
    Key: textOf(key),
    ValueExpression: textOf(valueExpression),
  }));
  return [
    ...(annotations.length > maxAnnotations
      ? [invalidField(at, shown, `must not have more than ${maxAnnotations} auditAnnotations`)]
      : []),
    ...annotations.flatMap((annotation, index) => [
      ...validateAnnotation(annotation, { ...options, at: `${at}[${index}]` }),
      ...(keys.indexOf(keys[index] ?? "") < index
        ? [duplicateField(`${at}[${index}].key`, keys[index])]
        : []),
    ]),
  ];
}

function validateAnnotation(
  annotation: JsonObject,
  options: { at: string; policy: string; expressions: PolicyExpressions },
): InvalidField[] {
  const { at, policy, expressions } = options;
  const [key, expression] = [textOf(annotation.key), textOf(annotation.valueExpression)];
  const name = `${policy}/${key}`;
  const source = expression.trim();
  const place = `${at}.valueExpression`;
  return [
    ...(policy
      ? labelKeyProblems(name).map((problem) => invalidField(`${at}.key`, name, problem))
      : [invalidField(`${at}.key`, key, "requires metadata.name be non-empty")]),
    ...(source === "" ? [requiredField(place, "valueExpression is not specified")] : []),
    ...(Buffer.byteLength(source) > longestAnnotation
      ? [requiredField(place, `must not exceed ${longestAnnotation} bytes in length`)]
      : source === ""
        ? []
        : expressions.check(source, { at: place, returns: [stringType, nullType], shown: expression })),
  ];
}

/** Type checking writes it; others may, too. */
function validateStatus(status: JsonObject): InvalidField[] {
  const { expressionWarnings } = isJsonObject(status.typeChecking) ? status.typeChecking : {};
  const at = "status.typeChecking.expressionWarnings";
  return [
    ...objectsOf(expressionWarnings).flatMap(({ fieldRef, warning }, index) => [
      ...(textOf(warning) ? [] : [requiredField(`${at}[${index}].warning`)]),
      ...(textOf(fieldRef).trim() ? [] : [requiredField(`${at}[${index}].fieldRef`)]),
    ]),
    ...validateStatusConditions(status.conditions, "status.conditions"),
  ];
}

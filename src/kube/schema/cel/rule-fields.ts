import type { JsonSchema, ValidationRule } from "../json-schema.ts";
import { parseFieldPath } from "./field-path.ts";
import { ruleProblem, type RuleProblem } from "./rule-problem.ts";

const reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
const lineBreak = /[\n\r]/;

/** What is wrong with a rule besides its expressions. `path` is the rule's own place. */
export function checkRuleFields(
  rule: ValidationRule,
  at: { schema: JsonSchema; path: string; index: number },
): RuleProblem[] {
  const { path, index } = at;
  const wrong = (part: keyof ValidationRule, type: RuleProblem["type"], detail: string) =>
    ruleProblem({ path, index, part, rule }, { type, detail, value: rule[part] });
  const { messageExpression = "", reason } = rule;
  const problems = textProblems(rule, wrong);
  if (messageExpression.length > 0 && messageExpression.trim() === "")
    problems.push(
      wrong("messageExpression", "FieldValueRequired", "messageExpression must be non-empty if specified"),
    );
  if (reason !== undefined && !reasons.includes(reason))
    problems.push(
      wrong(
        "reason",
        "FieldValueNotSupported",
        `supported values: ${reasons.map((known) => `"${known}"`).join(", ")}`,
      ),
    );
  return [...problems, ...fieldPathProblems(rule, at.schema, wrong)];
}

type Wrong = (part: keyof ValidationRule, type: RuleProblem["type"], detail: string) => RuleProblem;

/** Of the rule and its message only the first problem is told. */
function textProblems({ rule = "", message = "" }: ValidationRule, wrong: Wrong): RuleProblem[] {
  if (rule.trim() === "") return [wrong("rule", "FieldValueRequired", "rule is not specified")];
  if (message.length > 0 && message.trim() === "")
    return [wrong("message", "FieldValueInvalid", "must be non-empty if specified")];
  if (lineBreak.test(message.trim()))
    return [wrong("message", "FieldValueInvalid", "must not contain line breaks")];
  if (lineBreak.test(rule.trim()) && message.trim() === "")
    return [wrong("message", "FieldValueRequired", "message must be specified if rule contains line breaks")];
  return [];
}

function fieldPathProblems(
  { fieldPath = "" }: ValidationRule,
  schema: JsonSchema,
  wrong: Wrong,
): RuleProblem[] {
  if (fieldPath === "") return [];
  const problems: RuleProblem[] = [];
  if (fieldPath.trim() === "")
    problems.push(wrong("fieldPath", "FieldValueInvalid", "must be non-empty if specified"));
  if (lineBreak.test(fieldPath))
    problems.push(wrong("fieldPath", "FieldValueInvalid", "must not contain line breaks"));
  if (typeof parseFieldPath(fieldPath, schema) === "string")
    problems.push(wrong("fieldPath", "FieldValueInvalid", "must be a valid path"));
  return problems;
}

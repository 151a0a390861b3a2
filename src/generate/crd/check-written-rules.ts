import { nearest } from "../../base/nearest.ts";
import { checkDefaults } from "../../kube/schema/cel/check-defaults.ts";
import { checkRules } from "../../kube/schema/cel/check-rules.ts";
import type { CheckError } from "../../kube/schema/cel/check/check-context.ts";
import type { RuleProblem } from "../../kube/schema/cel/rule-problem.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { walkSchema } from "../../kube/schema/walk-schema.ts";
import type { Position } from "../model/type.ts";
import { unboundedFields } from "./unbounded-fields.ts";
import { originOf, ruleKey, type WrittenSchema } from "./write-context.ts";

/**
 * Reports what the API server would refuse of the CEL rules of a written schema, each at the tag that the rule comes from. Where something else is wrong
 * (`sound` is false) a field that rules miss may be one that was refused, and bounds may be missing around what was: of that nothing is said.
 */
export function checkWrittenRules(written: WrittenSchema, sound: boolean): void {
  const { schema, context } = written;
  const problems = checkRules(schema, { path: "schema" }).flatMap((problem) =>
    sound ? problem : (certain(problem, written) ?? []),
  );
  const expensive = problems.some(({ detail }) => detail.startsWith("estimated"));
  for (const problem of problems) {
    // what a single rule costs too much is told first; the sum follows from it
    if (expensive && /^(contributed to|x-kubernetes-validations) estimated/.test(problem.detail)) continue;
    const position = placeOf(problem, written);
    for (const { message, hint } of wordsOf(problem, schema))
      context.problems.error(position, { code: "RULE_INVALID", message, hint });
  }
  if (problems.length === 0) reportDefaults(written);
}

/** Defaults that break a rule of their own. */
function reportDefaults({ schema, context, position }: WrittenSchema): void {
  for (const { field, message } of checkDefaults(schema, { path: "schema", parts: "rules" })) {
    const path = field.replace(/^schema/, "").replace(/\.default\b.*$/, ".default");
    const words = message.replace(/^Invalid value: /, "");
    context.problems.error(originOf(schema, path, context) ?? position, {
      code: "DEFAULT_INVALID",
      message: `the default is not valid: ${words}`,
    });
  }
}

/** What is wrong with a rule whatever else is. */
function certain(problem: RuleProblem, written: WrittenSchema): RuleProblem | undefined {
  const errors = problem.errors.filter(({ message }) => !message.startsWith("undefined field"));
  if (problem.errors.length > 0) return errors.length > 0 ? { ...problem, errors } : undefined;
  if (problem.type === "FieldValueForbidden") return isUnsure(problem, written) ? undefined : problem;
  return problem.type === "InternalError" ? undefined : problem;
}

/** Whether something was refused of what the cost of a rule follows from: what it reads, and the lists around it. The sum follows from everything. */
function isUnsure({ rulePath, detail }: RuleProblem, { schema, context }: WrittenSchema): boolean {
  const { unsure = new Set() } = context;
  if (unsure.size === 0) return false;
  if (!detail.startsWith("estimated rule cost")) return true;
  const around = schemasTo(schema, ownerOf(rulePath));
  let found = around.some((outer) => outer && unsure.has(outer));
  walkSchema(around.at(-1) ?? schema, (inner) => (found ||= unsure.has(inner)));
  return found;
}

function placeOf({ rulePath, rule }: RuleProblem, { schema, position, context }: WrittenSchema): Position {
  const path = ownerOf(rulePath);
  const owner = schemaAt(schema, path);
  const own = owner && context.origins.get(owner)?.keywords.get(ruleKey(rule.rule));
  return own ?? originOf(schema, `${path}.x-kubernetes-validations`, context) ?? position;
}

/** The path of the schema that a rule belongs to. */
function ownerOf(rulePath: string): string {
  return rulePath.replace(/^schema/, "").replace(/\.x-kubernetes-validations\[\d+\]$/, "");
}

function schemaAt(root: JsonSchema, path: string): JsonSchema | undefined {
  return schemasTo(root, path).at(-1);
}

/** The schemas on a path, the root's first; the last is undefined where it leads nowhere. */
function schemasTo(root: JsonSchema, path: string): (JsonSchema | undefined)[] {
  const schemas: (JsonSchema | undefined)[] = [root];
  let found: JsonSchema | undefined = root;
  for (const [, keyword, name = ""] of path.matchAll(
    /\.(properties|items|additionalProperties)(?:\[([^\]]*)\])?/g,
  )) {
    if (keyword === "items") found = found?.items;
    else if (keyword === "properties") found = found?.properties?.[name];
    else found = typeof found?.additionalProperties === "object" ? found.additionalProperties : undefined;
    schemas.push(found);
  }
  return schemas;
}

interface Words {
  readonly message: string;
  readonly hint?: string | undefined;
}

function wordsOf(problem: RuleProblem, root: JsonSchema): Words[] {
  const { part, errors, detail, rule, rulePath } = problem;
  const isExpression = part === "rule" || part === "messageExpression";
  const source = isExpression ? (rule[part] ?? "") : "";
  const subject = source ? `the ${part} ${shown(source)}` : `the ${part} of the rule ${shown(rule.rule)}`;
  if (detail.startsWith("oldSelf cannot be used"))
    return [
      {
        message: `${subject} is about the old value, which cannot be told inside of a list that is replaced as a whole: expected "@listType map"`,
      },
    ];
  if (/estimated .* exceed/.test(detail)) {
    const [what = ""] = detail.split(" (try ");
    return [{ message: `${subject} may cost too much: ${what}`, hint: boundsHint(root, rulePath, source) }];
  }
  if (part === "fieldPath" && rule.fieldPath && detail.includes("valid path"))
    return [
      {
        message: `the fieldPath "${rule.fieldPath}" leads nowhere: expected a path from here, such as ".size"`,
      },
    ];
  if (errors.length === 0) return [{ message: `${subject} is not valid: ${detail}` }];
  return errors.map((error) => ({
    message: `${subject} is not valid: ${errorText(source, error)}`,
    hint: nameHint(error),
  }));
}

function boundsHint(root: JsonSchema, rulePath: string, source: string): string {
  const fields = unboundedFields(root, ownerOf(rulePath), source);
  if (fields.length === 0) return "Make the rule simpler, or move it to where it is evaluated less often.";
  const shownFields = fields.slice(0, 5).map(({ path, tag }) => `${tag} on ${path || "the root"}`);
  return `Bound what it reads: ${shownFields.join(", ")}${fields.length > 5 ? " …" : ""}.`;
}

function shown(source: string): string {
  const line = source.trim().replace(/\s+/g, " ");
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`;
}

/** With the place in the expression, from 1; of one in several lines, the line too. */
function errorText(source: string, { offset, message }: CheckError): string {
  const words = message
    .replace(/ \(in container ''\)$/, "")
    .replaceAll(/\bselfType0\b/g, "object")
    .replace(
      /^Syntax error: (?:mismatched|extraneous) input '([^]*)' expecting ([^]*)$/,
      "found '$1', expected $2",
    )
    .replace(/\{'\['.*IDENTIFIER\}/, "an expression")
    .replaceAll("'<EOF>'", "the end")
    .replaceAll("<EOF>", "the end");
  if (offset < 0) return words;
  const before = source.slice(0, offset).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `${words} at ${source.includes("\n") ? `line ${before.length}, ` : ""}column ${column}`;
}

function nameHint({ name, candidates = [] }: CheckError): string | undefined {
  if (name === undefined) return undefined;
  const guess = nearest(name, candidates);
  if (guess !== undefined) return `Did you mean "${guess}"?`;
  return candidates.length > 0 && candidates.length <= 20
    ? `There are: ${candidates.join(", ")}.`
    : undefined;
}

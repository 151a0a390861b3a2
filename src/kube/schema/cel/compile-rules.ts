import type { JsonSchema, ValidationRule } from "../json-schema.ts";
import type { CheckScope } from "./check/check-context.ts";
import { declareType, maxRequestSize, type DeclaredType } from "./check/declared-type.ts";
import type { Functions } from "./check/environment.ts";
import { optionalType } from "./check/type.ts";
import { compile, type Compiled, type CompileFailure } from "./compile.ts";
import { unlimited } from "./cost/range.ts";
import { ruleProblem, shownRule, type RuleProblem } from "./rule-problem.ts";
import { costMessage, ruleCostLimit, type TotalCost } from "./total-cost.ts";

/** The rules of one schema. */
export interface RuleOfSchema {
  readonly schema: JsonSchema;
  readonly rules: readonly ValidationRule[];
  readonly path: string;
  readonly root: boolean;
  readonly cardinality: number | undefined;
  readonly uncorrelatable: string | undefined;
}

/** Compiles the rules of a schema and tells what the server refuses of them. */
export function compileRules(
  of: RuleOfSchema,
  context: { functions: Functions; total: TotalCost },
): RuleProblem[] {
  const { schema, rules, path, root } = of;
  const self = declareType(schema, { root, name: selfTypeName });
  const keyword = `${path}.x-kubernetes-validations`;
  if (!self) return rules.slice(0, 1).map((rule) => undeclarable(rule, keyword));
  const cardinality = of.cardinality ?? Math.trunc(maxRequestSize / (self.minSize + 1));
  return rules.flatMap((rule, index) => {
    const at = { path: `${keyword}[${index}]`, index, rule };
    const scope = scopeOf(self, {
      functions: context.functions,
      optionalOldSelf: rule.optionalOldSelf ?? false,
    });
    return new RuleCompiler({ at, scope, self, total: context.total }).problems(
      cardinality,
      of.uncorrelatable,
    );
  });
}

/** What the server calls the type of `self`, followed by digits that differ each time. */
const selfTypeName = "selfType0";

/** Variables and types that the rules of a schema see. */
export function scopeOf(
  self: DeclaredType,
  options: { functions: Functions; optionalOldSelf: boolean },
): CheckScope {
  const objects = new Map<string, DeclaredType>();
  collectObjects(self, objects);
  const oldSelf = options.optionalOldSelf ? optionalType(self.type) : self.type;
  return {
    functions: options.functions,
    objects,
    variables: new Map([
      ["self", self.type],
      ["oldSelf", oldSelf],
    ]),
  };
}

function collectObjects(type: DeclaredType, objects: Map<string, DeclaredType>): void {
  if (type.fields) objects.set(type.type.name, type);
  for (const field of type.fields?.values() ?? []) collectObjects(field, objects);
  if (type.element) collectObjects(type.element, objects);
}

function undeclarable(rule: ValidationRule, path: string): RuleProblem {
  const detail =
    "internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations";
  const problem = ruleProblem({ path, index: 0, part: "rule", rule }, { type: "InternalError", detail });
  return { ...problem, field: path };
}

interface Rule {
  readonly at: { readonly path: string; readonly index: number; readonly rule: ValidationRule };
  readonly scope: CheckScope;
  readonly self: DeclaredType;
  readonly total: TotalCost;
}

class RuleCompiler {
  readonly #rule: Rule;
  readonly #problems: RuleProblem[] = [];

  constructor(rule: Rule) {
    this.#rule = rule;
  }

  problems(cardinality: number, uncorrelatable: string | undefined): RuleProblem[] {
    const { scope, self, at } = this.#rule;
    const { rule, messageExpression, optionalOldSelf } = at.rule;
    const compiled = compile(rule, { scope, self, result: "bool" });
    const cost = isCompiled(compiled) ? Math.min(compiled.cost * cardinality, unlimited) : 0;
    this.#pay("rule", cost, "estimated rule cost");
    if (!isCompiled(compiled)) this.#refuse("rule", compiled);
    if (isCompiled(compiled) && messageExpression) this.#message(messageExpression);
    const usesOldSelf = isCompiled(compiled) && compiled.checked.variables.has("oldSelf");
    if (usesOldSelf && uncorrelatable !== undefined)
      this.#wrong("rule", {
        detail: `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`,
        value: rule,
      });
    if (!usesOldSelf && optionalOldSelf !== undefined)
      this.#wrong("optionalOldSelf", {
        detail: "may not be set if oldSelf is not used in rule",
        value: optionalOldSelf,
      });
    return this.#problems;
  }

  #message(source: string): void {
    const { scope, self } = this.#rule;
    const compiled = compile(source, { scope, self, result: "string" });
    if (isCompiled(compiled))
      this.#pay("messageExpression", compiled.cost, "estimated messageExpression cost");
    else this.#refuse("messageExpression", compiled);
  }

  #pay(part: "rule" | "messageExpression", cost: number, what: string): void {
    const { at, total } = this.#rule;
    if (cost > ruleCostLimit) {
      const detail = costMessage(what, cost / ruleCostLimit);
      this.#problems.push(ruleProblem({ ...at, part }, { type: "FieldValueForbidden", detail }));
    }
    total.observe({ ...at, part }, cost);
  }

  #refuse(part: "rule" | "messageExpression", { detail, errors }: CompileFailure): void {
    this.#wrong(part, { detail, errors, value: shownRule(this.#rule.at.rule) });
  }

  #wrong(
    part: keyof ValidationRule,
    what: { detail: string; value: unknown; errors?: CompileFailure["errors"] },
  ): void {
    this.#problems.push(ruleProblem({ ...this.#rule.at, part }, { type: "FieldValueInvalid", ...what }));
  }
}

function isCompiled(result: Compiled | CompileFailure): result is Compiled {
  return "checked" in result;
}

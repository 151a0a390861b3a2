import { getKey, isJsonObject } from "../../../base/json.ts";
import type { FieldError } from "../field-error.ts";
import { hasRules } from "../has-rules.ts";
import type { JsonSchema } from "../json-schema.ts";
import { bindDynamic } from "./bind-dynamic.ts";
import { bindValue } from "./bind-value.ts";
import { declareFunctions, type Functions } from "./check/environment.ts";
import { Correlation, correlateItems } from "./correlation.ts";
import { withResourceFields } from "./resource-fields.ts";
import { failedRule, invalidRule, ruleText } from "./rule-error.ts";
import { evaluateMessage } from "./rule-message.ts";
import {
  callCostLimit,
  compilePrograms,
  objectCostBudget,
  runProgram,
  type RuleProgram,
} from "./rule-program.ts";
import { CelError, CelOptional, type Value } from "./value.ts";

/** Limits other than the server's, and who hears of errors that do not count. */
export interface ValidateRulesOptions {
  readonly old?: unknown;
  /** Where the value stands, as in the server's messages; empty for the root. */
  readonly path?: string;
  /** Whether the value is a resource, whose rules see apiVersion, kind and the names in metadata. By default, at the root. */
  readonly isResource?: boolean;
  readonly budget?: number;
  readonly callLimit?: number;
  /** Errors of what did not change are only told here (validation ratcheting). */
  readonly warn?: (error: FieldError) => void;
}

/**
 * Evaluates the rules of a schema on a value and, for transition rules, on the one it replaces.
 * One object keeps the compiled rules of the schemas it has seen. Follows
 * k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go, with its budgets of cost.
 */
export class RuleValidator {
  readonly #programs = new WeakMap<JsonSchema, readonly RuleProgram[]>();
  readonly #roots = new WeakMap<JsonSchema, readonly RuleProgram[]>();
  /** Whether there are rules in a schema or below. */
  readonly #ruled = new WeakMap<JsonSchema, boolean>();
  #functions: Functions | undefined;

  validate(schema: JsonSchema, value: unknown, options: ValidateRulesOptions = {}): FieldError[] {
    return this.run(schema, value, options).errors;
  }

  /** The errors, and what is left of the budget; below 0 when the rest was not evaluated. */
  run(
    schema: JsonSchema,
    value: unknown,
    options: ValidateRulesOptions = {},
  ): { errors: FieldError[]; remaining: number } {
    const { old, path = "", budget = objectCostBudget, callLimit = callCostLimit } = options;
    const run: Run = { errors: [], remaining: budget, callLimit, warn: options.warn };
    const correlation = old === undefined ? undefined : new Correlation({ now: value, before: old }, schema);
    const root = options.isResource ?? path === "";
    this.#walk(schema, { value, old, path, correlation, parent: undefined, root }, run);
    return { errors: run.errors, remaining: run.remaining };
  }

  #walk(schema: JsonSchema, at: Place, run: Run): void {
    const { value, old } = at;
    if (value === null || value === undefined || run.remaining < 0 || !this.#isRuled(schema)) return;
    const programs = this.#programsOf(schema, at.root);
    if (programs.length > 0) this.#evaluate(programs, { schema, at }, run);
    if (Array.isArray(value)) {
      const { items } = schema;
      const before = Array.isArray(old) ? correlateItems(old, schema) : undefined;
      for (const [index, item] of items ? value.entries() : [])
        this.#walk(
          items ?? {},
          {
            ...inside(at, at.correlation?.index(index)),
            value: item,
            old: before?.(item),
            path: `${at.path}[${index}]`,
          },
          run,
        );
    } else if (isJsonObject(value)) this.#walkObject(schema, { ...at, value }, run);
  }

  #isRuled(schema: JsonSchema): boolean {
    let ruled = this.#ruled.get(schema);
    if (ruled === undefined) this.#ruled.set(schema, (ruled = hasRules(schema)));
    return ruled;
  }

  #walkObject(schema: JsonSchema, at: Place & { value: Record<string, unknown> }, run: Run): void {
    const { value, old, path } = at;
    for (const key of Object.keys(value)) {
      const property = getKey(schema.properties ?? {}, key) as JsonSchema | undefined;
      const { additionalProperties } = schema;
      const inner = property ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
      if (!inner) continue;
      const where = property ? (path ? `${path}.${key}` : key) : `${path}[${key}]`;
      const hidden = at.parent === undefined && (key === "apiVersion" || key === "kind");
      const below = hidden
        ? { ...at, correlation: undefined, parent: undefined, root: false }
        : inside(at, at.correlation?.key(key));
      const before = isJsonObject(old) ? getKey(old, key) : undefined;
      this.#walk(inner, { ...below, value: value[key], old: before, path: where }, run);
    }
  }

  #evaluate(programs: readonly RuleProgram[], of: { schema: JsonSchema; at: Place }, run: Run): void {
    const { at } = of;
    const schema = at.root ? withResourceFields(of.schema) : of.schema;
    if (run.remaining <= 0) return this.#stop(of, run);
    const self = bindValue(at.value, schema);
    const hasOld = at.old !== undefined && at.old !== null;
    const used = hasOld ? programs.filter((program) => program.usesOldSelf) : [];
    const isUsed = (optional: boolean) =>
      used.some(({ rule }) => (rule.optionalOldSelf ?? false) === optional);
    const old = isUsed(false) ? bindValue(at.old, schema) : undefined;
    // cel-go takes what an optional variable holds out of its schema
    const dynamic = isUsed(true) ? bindDynamic(at.old) : undefined;
    for (const program of programs) {
      const optional = program.rule.optionalOldSelf ?? false;
      if (program.usesOldSelf && !hasOld && !optional) continue;
      const variables = { self, oldSelf: optional ? new CelOptional(dynamic) : old };
      if (!this.#evaluateOne(program, { ...of, schema, variables }, run)) return;
    }
  }

  /** False when nothing more may be evaluated. */
  #evaluateOne(
    program: RuleProgram,
    of: { schema: JsonSchema; at: Place; variables: Record<string, Value | undefined> },
    run: Run,
  ): boolean {
    const { rule, condition } = program;
    const wrong = (text: string) => run.errors.push(invalidRule(of.at.path, of.schema, text));
    if (program.error !== undefined) wrong(`rule compile error: ${program.error}`);
    if (!condition) return true;
    const { result, cost } = runProgram(condition, { variables: of.variables, limit: run.callLimit });
    if (cost > run.remaining) {
      this.#stop(of, run);
      return false;
    }
    run.remaining -= cost;
    if (result === undefined) {
      wrong(
        `'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${ruleText(rule)}`,
      );
      run.remaining = -1;
      return false;
    }
    if (result instanceof CelError) {
      wrong(
        result.message.startsWith("no such overload")
          ? `'${result.message}': call arguments did not match a supported operator, function or macro signature for rule: ${ruleText(rule)}`
          : `${result.message} evaluating rule: ${ruleText(rule)}`,
      );
      return true;
    }
    return result === true || this.#fail(program, of, run);
  }

  #fail(
    program: RuleProgram,
    of: { schema: JsonSchema; at: Place; variables: Record<string, Value | undefined> },
    run: Run,
  ): boolean {
    const { at, schema } = of;
    const { fieldPath, usesOldSelf } = program;
    const field = fieldPath ? [at.path, fieldPath].filter(Boolean).join(".") : at.path;
    const unchanged = (at.correlation ?? at.parent)?.isUnchanged() ?? false;
    const report = (error: FieldError) => {
      if (!usesOldSelf && unchanged) run.warn?.(error);
      else run.errors.push(error);
    };
    const message = evaluateMessage(program, {
      variables: of.variables,
      limit: run.callLimit,
      remaining: run.remaining,
    });
    run.remaining = message.remaining;
    if (message.error !== undefined) report(invalidRule(field, schema, message.error));
    else report(failedRule(program.rule, { field, schema, text: message.text, value: at.value }));
    return message.error === undefined;
  }

  #stop(of: { schema: JsonSchema; at: Place }, run: Run): void {
    const text =
      "validation failed due to running out of cost budget, no further validation rules will be run";
    run.errors.push(invalidRule(of.at.path, of.schema, text));
    run.remaining = -1;
  }

  #programsOf(schema: JsonSchema, root: boolean): readonly RuleProgram[] {
    if (!schema["x-kubernetes-validations"]) return [];
    const known = root ? this.#roots : this.#programs;
    let programs = known.get(schema);
    if (!programs) {
      this.#functions ??= declareFunctions();
      known.set(schema, (programs = compilePrograms(schema, { root, functions: this.#functions })));
    }
    return programs;
  }
}

interface Place {
  readonly value: unknown;
  readonly old: unknown;
  readonly path: string;
  readonly correlation: Correlation | undefined;
  /** The nearest place around that has an old value. */
  readonly parent: Correlation | undefined;
  readonly root: boolean;
}

interface Run {
  readonly errors: FieldError[];
  remaining: number;
  readonly callLimit: number;
  readonly warn: ((error: FieldError) => void) | undefined;
}

/** One step further in; where nothing correlates any more, the last place that did is kept. */
function inside(at: Place, correlation: Correlation | undefined): Place {
  const next = at.correlation ? { correlation, parent: at.correlation } : {};
  return { ...at, ...next, root: false };
}

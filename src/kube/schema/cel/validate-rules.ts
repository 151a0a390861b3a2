import { equalJson, getKey, isJsonObject } from "../../../base/json.ts";
import type { FieldError } from "../field-error.ts";
import type { JsonSchema, ValidationRule } from "../json-schema.ts";
import type { Expression } from "./ast.ts";
import { bindValue } from "./bind-value.ts";
import { evaluate } from "./evaluate.ts";
import { library } from "./library.ts";
import { parse } from "./parse.ts";
import { CelError, CelOptional, type Value } from "./value.ts";

interface Compiled {
  readonly rule: ValidationRule;
  readonly condition: Expression;
  readonly message: Expression | undefined;
  readonly usesOldSelf: boolean;
}

/**
 * Evaluates the rules of a schema on a value and, for transition rules, on the one it replaces.
 * One object keeps the parsed rules of the schemas it has seen. Which old value belongs to which new one follows
 * k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go: properties and map entries by name, items of
 * `listType: map` by their keys, other items never.
 */
export class RuleValidator {
  readonly #compiled = new WeakMap<JsonSchema, readonly Compiled[]>();

  /** `path` is where the value stands, as in the server's messages; undefined for the root. */
  validate(schema: JsonSchema, value: unknown, options: { old?: unknown; path?: string } = {}): FieldError[] {
    const { old, path = "" } = options;
    const root = { ...schema, "x-kubernetes-embedded-resource": true as const };
    this.#compiled.set(root, this.#rulesOf(schema));
    return this.#walk(path === "" ? root : schema, { value, old, path });
  }

  #walk(schema: JsonSchema, at: { value: unknown; old: unknown; path: string }): FieldError[] {
    const { value, old, path } = at;
    if (value === null || value === undefined) return [];
    const own = this.#rulesOf(schema).flatMap((compiled) => this.#run(compiled, schema, at));
    if (Array.isArray(value)) {
      const { items } = schema;
      if (!items) return own;
      const before = Array.isArray(old) ? correlate(old, schema) : undefined;
      return own.concat(
        value.flatMap((item, index) =>
          this.#walk(items, { value: item, old: before?.(item), path: `${path}[${index}]` }),
        ),
      );
    }
    if (!isJsonObject(value)) return own;
    const oldObject = isJsonObject(old) ? old : {};
    for (const key of Object.keys(value)) {
      const property = getKey(schema.properties ?? {}, key) as JsonSchema | undefined;
      const inner =
        property ??
        (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined);
      if (!inner) continue;
      const where = property ? (path ? `${path}.${key}` : key) : `${path}[${key}]`;
      own.push(...this.#walk(inner, { value: value[key], old: getKey(oldObject, key), path: where }));
    }
    return own;
  }

  #run(
    compiled: Compiled,
    schema: JsonSchema,
    at: { value: unknown; old: unknown; path: string },
  ): FieldError[] {
    const { rule, usesOldSelf } = compiled;
    if (usesOldSelf && at.old === undefined && !rule.optionalOldSelf) return [];
    // what was stored before the rule was may stay, as long as it is not touched
    if (!usesOldSelf && at.old !== undefined && equalJson(at.value, at.old)) return [];
    const old = at.old === undefined || at.old === null ? undefined : bindValue(at.old, schema);
    const variables: Record<string, Value | undefined> = {
      self: bindValue(at.value, schema),
      oldSelf: rule.optionalOldSelf ? new CelOptional(old) : old,
    };
    const scope = {
      functions: library,
      lookup: (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    };
    const field = rule.fieldPath ? `${at.path}${rule.fieldPath}`.replace(/^\./, "") : at.path;
    try {
      if (evaluate(compiled.condition, scope) === true) return [];
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      const message = `Invalid value: "${schema.type}": ${error.message} evaluating rule: ${rule.message?.trim() || rule.rule.trim()}`;
      return [{ type: "FieldValueInvalid", field: at.path || "<nil>", message }];
    }
    return [failure(rule, { field: field || "<nil>", text: messageText(compiled, scope), value: at.value })];
  }

  #rulesOf(schema: JsonSchema): readonly Compiled[] {
    let rules = this.#compiled.get(schema);
    if (!rules) this.#compiled.set(schema, (rules = (schema["x-kubernetes-validations"] ?? []).map(compile)));
    return rules;
  }
}

function compile(rule: ValidationRule): Compiled {
  return {
    rule,
    condition: parse(rule.rule),
    message: rule.messageExpression ? parse(rule.messageExpression) : undefined,
    usesOldSelf: /\boldSelf\b/.test(rule.rule),
  };
}

function messageText({ message, rule }: Compiled, scope: Parameters<typeof evaluate>[1]): string {
  const fallback = rule.message?.trim() || `failed rule: ${rule.rule.trim()}`;
  if (!message) return fallback;
  try {
    const text = evaluate(message, scope);
    const usable =
      typeof text === "string" && text.trim() !== "" && !text.includes("\n") && text.length <= 5 * 1024;
    return usable ? text.trim() : fallback;
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return fallback;
  }
}

/** Wording of a failed rule; objects and arrays are not shown, other values are. */
function failure(rule: ValidationRule, at: { field: string; text: string; value: unknown }): FieldError {
  const { field, text, value } = at;
  const type = rule.reason ?? "FieldValueInvalid";
  switch (type) {
    case "FieldValueRequired":
      return { type, field, message: `Required value: ${text}` };
    case "FieldValueForbidden":
      return { type, field, message: `Forbidden: ${text}` };
    case "FieldValueDuplicate":
      return {
        type,
        field,
        message: typeof value === "object" ? "Duplicate value" : `Duplicate value: ${JSON.stringify(value)}`,
      };
    case "FieldValueInvalid":
      return {
        type,
        field,
        message: `Invalid value: ${typeof value === "object" ? "" : `${JSON.stringify(value)}: `}${text}`,
      };
  }
}

/** How an item of a `listType: map` finds the old item with the same keys. */
function correlate(old: readonly unknown[], schema: JsonSchema): ((item: unknown) => unknown) | undefined {
  const keys = schema["x-kubernetes-list-map-keys"];
  if (schema["x-kubernetes-list-type"] !== "map" || !keys) return undefined;
  const identity = (item: unknown) =>
    isJsonObject(item)
      ? JSON.stringify(
          keys.map((key) => getKey(item, key) ?? schema.items?.properties?.[key]?.default ?? null),
        )
      : undefined;
  const byKey = new Map(old.map((item) => [identity(item), item]));
  return (item) => byKey.get(identity(item));
}

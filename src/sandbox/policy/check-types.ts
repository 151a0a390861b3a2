import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { declareType, type DeclaredType } from "../../kube/schema/cel/check/declared-type.ts";
import type { ResourceTable } from "../registry/resource-table.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import type { ExpressionCompiler } from "./compile-expression.ts";
import type { ResourceRule } from "./match-rule.ts";
import { compileVariables, objectsOf, textOf } from "./validating-policy.ts";
import { withoutRefs } from "./without-refs.ts";

/** An expression that does not fit the types of what a policy is about. */
export interface ExpressionWarning {
  readonly fieldRef: string;
  readonly warning: string;
}

/** What checking types needs to know. */
export interface TypeCheckContext {
  readonly table: ResourceTable;
  readonly compiler: ExpressionCompiler;
}

/** No more kinds of a rule are looked at. */
const mostTypes = 10;

/**
 * Checks the rules of a policy, and their messages, against the types of all kinds that it names in full. Follows
 * k8s.io/apiserver/pkg/admission/plugin/policy/validating/typechecking.go.
 */
export function checkTypes(spec: JsonObject, context: TypeCheckContext): ExpressionWarning[] {
  const constraints = isJsonObject(spec.matchConstraints) ? spec.matchConstraints : {};
  const subjects = kindsOf(objectsOf(constraints.resourceRules), context.table);
  const types = subjects.map((resource) => ({ resource, object: declaredOf(resource) }));
  const params = paramsOf(spec, context.table);
  const check = (expression: string, fieldRef: string): ExpressionWarning[] => {
    const warnings = types.flatMap(({ resource, object }) => {
      const problem = problemOf(expression, { spec, object, params, compiler: context.compiler });
      return problem === undefined ? [] : [`${nameOf(resource)}: ${problem}\n`];
    });
    return warnings.length ? [{ fieldRef, warning: warnings.join("\n") }] : [];
  };
  return objectsOf(spec.validations).flatMap(({ expression, messageExpression }, index) => {
    const at = `spec.validations[${index}]`;
    const message = textOf(messageExpression);
    return [
      ...check(textOf(expression), `${at}.expression`),
      ...(message ? check(message, `${at}.messageExpression`) : []),
    ];
  });
}

function problemOf(
  expression: string,
  options: {
    spec: JsonObject;
    object: DeclaredType | undefined;
    params: DeclaredType | undefined;
    compiler: ExpressionCompiler;
  },
): string | undefined {
  const { spec, object, params, compiler } = options;
  const typed = { object, params };
  const { declarations } = compileVariables(spec, { compiler, typed });
  const { error } = compiler.compile(expression, { declarations });
  const prefix = "compilation failed: ";
  return error?.startsWith(prefix) ? error.slice(prefix.length) : undefined;
}

/** The kinds that rules name without `*`, by group, version and kind. */
function kindsOf(rules: readonly ResourceRule[], table: ResourceTable): ServedResource[] {
  const found = new Set<ServedResource>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of rules) {
    if ([...apiGroups, ...apiVersions].some((name) => name.includes("*"))) continue;
    const plurals = resources.filter((name) => !/[*/]/.test(name));
    const named = [...apiGroups]
      .sort()
      .flatMap((group) =>
        [...apiVersions]
          .sort()
          .flatMap((version) =>
            [...plurals].sort().flatMap((plural) => served(table, { group, version, plural })),
          ),
      );
    for (const resource of named.slice(0, mostTypes)) found.add(resource);
    if (named.length >= mostTypes) break;
  }
  return [...found].sort(
    (a, b) => compare(a.group, b.group) || compare(a.version, b.version) || compare(a.kind, b.kind),
  );
}

/** Without a group, resources of all groups are meant. */
function served(
  table: ResourceTable,
  wanted: { group: string; version: string; plural: string },
): ServedResource[] {
  return table
    .all()
    .filter(
      ({ group, version, plural, singular }) =>
        (wanted.group === "" || group === wanted.group) &&
        version === wanted.version &&
        (plural === wanted.plural || singular === wanted.plural),
    );
}

function paramsOf({ paramKind }: JsonObject, table: ResourceTable): DeclaredType | undefined {
  if (!isJsonObject(paramKind)) return undefined;
  const [version = "", group = ""] = textOf(paramKind.apiVersion).split("/").reverse();
  const found = table.findKind(group, textOf(paramKind.kind), version);
  return found && declaredOf(found);
}

function declaredOf({ kind, strategy }: ServedResource): DeclaredType | undefined {
  const { schema, resolve } = strategy;
  return declareType(withoutRefs(schema, resolve), { root: true, name: `${kind}0` });
}

function nameOf({ group, version, kind }: ServedResource): string {
  return `${group}/${version}, Kind=${kind}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

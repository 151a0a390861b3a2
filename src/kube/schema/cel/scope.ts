import type { FunctionTable } from "./function-table.ts";
import type { Value } from "./value.ts";

/** Variables by name, innermost first, and the functions that may be called. */
export interface Scope {
  readonly functions: FunctionTable;
  lookup(name: string): Value | undefined;
}

/** A scope with more variables in front. */
export function extendScope(scope: Scope, variables: Readonly<Record<string, Value>>): Scope {
  return {
    functions: scope.functions,
    lookup: (name) => (Object.hasOwn(variables, name) ? variables[name] : scope.lookup(name)),
  };
}

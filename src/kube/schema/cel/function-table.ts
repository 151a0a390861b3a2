import { CelError, typeName, type CelType, type Value } from "./value.ts";

/**
 * A function of the language: takes evaluated arguments (of a method, the target first); undefined where no overload fits. The overload is known only
 * where a checker chose exactly one.
 */
export type CelFunction = (args: readonly Value[], overload?: string) => Value | undefined;

/** Functions by name: `size`, `_+_`, `math.greatest`; methods have a leading dot. Types are the values of their names. */
export interface FunctionTable {
  readonly global: Readonly<Record<string, CelFunction>>;
  readonly types: Readonly<Record<string, CelType>>;
}

/** Calls a function by name. */
export function callFunction(
  table: FunctionTable,
  call: { name: string; overload: string | undefined },
  args: readonly Value[],
): Value {
  const { name, overload } = call;
  const found = Object.hasOwn(table.global, name) ? table.global[name] : undefined;
  const result = found?.(args, overload);
  if (result !== undefined) return result;
  const plain = name.replace(/^\./, "");
  if (!found) throw new CelError(`undeclared reference: ${plain}`);
  throw new CelError(noOverload(plain, args));
}

/** How cel-go says that no form of a function takes the arguments: of operators and of what strings do themselves, without the types. */
function noOverload(name: string, args: readonly Value[]): string {
  if (/^[^a-z]/i.test(name) || /^(contains|endsWith|startsWith|matches|containsIP|containsCIDR)$/.test(name))
    return "no such overload";
  if (name === "size") return "no such overload: size";
  return `no such overload: ${name}(${args.map(typeName).join(", ")})`;
}

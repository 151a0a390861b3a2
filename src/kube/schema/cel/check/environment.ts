import { extensionFunctions } from "./declarations/extensions.ts";
import { kubernetesFunctions } from "./declarations/kubernetes.ts";
import { operators } from "./declarations/operators.ts";
import { standardFunctions } from "./declarations/standard.ts";
import { parseType, splitTypes, type Type } from "./type.ts";

/** One form of a function. */
export interface Overload {
  readonly id: string;
  readonly isMethod: boolean;
  readonly parameters: readonly Type[];
  readonly result: Type;
}

/** The functions that rules may call, by name. */
export type Functions = ReadonlyMap<string, readonly Overload[]>;

/** The environment of a CRD's rules, as of Kubernetes 1.36 (k8s.io/apiserver/pkg/cel/environment/base.go). */
export function declareFunctions(): Functions {
  const functions = new Map<string, Overload[]>();
  for (const text of [operators, standardFunctions, extensionFunctions, kubernetesFunctions]) {
    for (const line of text.trim().split("\n")) {
      const { name, overload } = parseOverload(line);
      const known = functions.get(name);
      if (known) known.push(overload);
      else functions.set(name, [overload]);
    }
  }
  return functions;
}

function parseOverload(line: string): { name: string; overload: Overload } {
  const [, name = "", dot, id = "", rest = ""] = /^(\S+) (\.)?([^\s(]+)(\(.*)$/.exec(line) ?? [];
  const end = closingAt(rest);
  const parameters = splitTypes(rest.slice(1, end)).map(parseType);
  const result = parseType(rest.slice(end + 1).trim());
  return { name, overload: { id, isMethod: dot !== undefined, parameters, result } };
}

/** Where the parenthesis closes that the text begins with. */
function closingAt(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "(") depth++;
    else if (text[index] === ")" && --depth === 0) return index;
  }
  throw new TypeError(`"${text}" is no signature`);
}

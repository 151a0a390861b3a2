import type { Expression } from "./ast.ts";
import { library } from "./library.ts";

const builtIn = new Set(["has", "_&&_", "_||_", "_?_:_"]);

/** Names of functions that an expression calls and the library does not have. */
export function unknownFunctions(expression: Expression): string[] {
  switch (expression.kind) {
    case "literal":
    case "identifier":
      return [];
    case "select":
      return unknownFunctions(expression.operand);
    case "index":
      return [expression.operand, expression.index].flatMap(unknownFunctions);
    case "list":
      return expression.items.flatMap((item) => unknownFunctions(item.value));
    case "map":
      return expression.entries.flatMap((entry) => [entry.key, entry.value]).flatMap(unknownFunctions);
    case "comprehension":
      return [expression.range, ...expression.body].flatMap(unknownFunctions);
    case "call":
      return [
        ...unknownName(expression),
        ...[...(expression.target ? [expression.target] : []), ...expression.args].flatMap(unknownFunctions),
      ];
  }
}

function unknownName({ name, target }: Expression & { kind: "call" }): string[] {
  const known = (candidate: string) => Object.hasOwn(library.global, candidate) || builtIn.has(candidate);
  if (!target) return known(name) ? [] : [name];
  const namespaced = target.kind === "identifier" ? `${target.name}.${name}` : name;
  return known(`.${name}`) || known(namespaced) ? [] : [namespaced];
}

import { parse } from "./cel/parse.ts";
import { unknownFunctions } from "./cel/unknown-functions.ts";
import type { JsonSchema } from "./json-schema.ts";
import { walkSchema } from "./walk-schema.ts";

/** What a schema asks for that is not evaluated here, each with its place below `path`: rules that call functions which are not there yet. */
export function findUnsupported(schema: JsonSchema, path = ""): string[] {
  const found: string[] = [];
  walkSchema(schema, (node, at) => {
    for (const { rule, messageExpression } of node["x-kubernetes-validations"] ?? []) {
      for (const source of [rule, messageExpression]) {
        if (source)
          found.push(
            ...functionsIn(source).map(
              (name) => `the CEL function ${name} at ${[path, at].filter(Boolean).join(": ") || "the root"}`,
            ),
          );
      }
    }
  });
  return found;
}

function functionsIn(source: string): string[] {
  try {
    return unknownFunctions(parse(source));
  } catch {
    // a rule that does not parse is the definition's error, not ours
    return [];
  }
}

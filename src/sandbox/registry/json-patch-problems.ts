import { goQuote } from "../../base/go-quote.ts";
import { isJsonObject } from "../../base/json.ts";
import { badRequest } from "../status-error.ts";
import type { Body } from "./context.ts";

const members = ["op", "path", "from", "value"];

/**
 * What the strict decoder says of the operations of a JSON patch: members that it does not know, and those that stand twice. Operations that are none are refused.
 * Follows applyJSPatch of k8s.io/apiserver/pkg/endpoints/handlers/patch.go.
 */
export function jsonPatchProblems(body: Body): string[] {
  if (!Array.isArray(body.value)) return [];
  const unknown = body.value.flatMap((operation: unknown, index) => {
    if (operation === null) return [];
    if (!isJsonObject(operation)) throw mismatch(operation, "Go value of type handlers.jsonPatchOp");
    for (const name of ["op", "path", "from"]) {
      const value = operation[name];
      if (value !== undefined && value !== null && typeof value !== "string")
        throw mismatch(value, `Go struct field jsonPatchOp.${name} of type string`);
    }
    return Object.keys(operation)
      .filter((key) => !members.includes(key))
      .map((key) => `[${index}].${key}`);
  });
  // of what is not known it is not told that it stands twice
  const duplicates = body.duplicates.filter((path) => !unknown.includes(path));
  return [
    ...duplicates.map((path) => `json patch duplicate field ${goQuote(path)}`),
    ...unknown.map((path) => `json patch unknown field ${goQuote(path)}`),
  ];
}

function mismatch(value: unknown, wanted: string) {
  const found = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return badRequest(
    `error decoding patch: json: cannot unmarshal ${found === "number" ? "number" : found} into ${wanted}`,
  );
}

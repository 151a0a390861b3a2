import type { MessageType } from "../../kube/schema/cel/check/check-context.ts";
import type { Functions } from "../../kube/schema/cel/check/environment.ts";
import { dynType, listType, stringType, structType, type Type } from "../../kube/schema/cel/check/type.ts";

/*
 * What expressions of mutations make: `Object{…}`, `Object.spec{…}` and so on, with any fields, and `JSONPatch{…}`. Follows
 * k8s.io/apiserver/pkg/cel/mutation.
 */

export const objectType = structType("Object");
export const jsonPatchType = structType("JSONPatch");
export const jsonPatchesType = listType(jsonPatchType);

const jsonPatchFields: Readonly<Record<string, Type>> = {
  op: stringType,
  path: stringType,
  from: stringType,
  value: dynType,
};

/** The type of that name, where it is one of a mutation. */
export function patchMessage(name: string): MessageType | undefined {
  if (name === jsonPatchType.name)
    return {
      type: jsonPatchType,
      field: (field) => (Object.hasOwn(jsonPatchFields, field) ? jsonPatchFields[field] : undefined),
    };
  if (name !== objectType.name && !name.startsWith(`${objectType.name}.`)) return undefined;
  return { type: structType(name), field: () => dynType };
}

/** Functions with those of patches (k8s.io/apiserver/pkg/cel/library/jsonpatch.go). */
export function withPatchFunctions(functions: Functions): Functions {
  const escape = {
    id: "string_jsonpatch_escapeKey_string",
    isMethod: false,
    parameters: [stringType],
    result: stringType,
  };
  return new Map([...functions, ["jsonpatch.escapeKey", [escape]]]);
}

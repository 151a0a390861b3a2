import type { ProtobufFields } from "../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import type { GoType } from "./go-package.ts";
import { goNameOf, GoTypes, qualify, type ReadGoFiles } from "./go-types.ts";

/**
 * By component, sorted by name, the numbers of its fields in protobuf: the `protobuf` tags of the Go structs, which upstream's generated.proto is made
 * with. Components that are no structs, or whose message has no field, are left out.
 */
export function protobufFields(
  components: ReadonlyMap<string, JsonSchema>,
  readFiles: ReadGoFiles,
): Map<string, ProtobufFields> {
  const types = new GoTypes(readFiles);
  const messages = new Map<string, ProtobufFields>();
  for (const [component, { properties }] of components) {
    if (!properties) continue;
    const [importPath, name] = goNameOf(component);
    const struct = types.find(importPath, name);
    if (struct?.is !== "struct") throw new Error(`there is no Go struct for component ${component}`);
    const fields = fieldsOf(struct, { importPath, types });
    if (Object.keys(fields).length > 0) messages.set(component, fields);
  }
  return new Map([...messages].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fieldsOf(
  struct: GoType & { is: "struct" },
  { importPath, types }: { importPath: string; types: GoTypes },
): ProtobufFields {
  const entries = struct.fields.flatMap(
    ({ name, number, type, imports }): [number, ProtobufFields[string]][] => {
      if (number === undefined) return [];
      if (name !== undefined) return [[number, name]];
      // in JSON its fields are the outer struct's, in protobuf it is a message in a field
      const [innerPath, innerName] = qualify(type.replace("*", ""), { importPath, imports });
      const inner = types.find(innerPath, innerName);
      if (inner?.is !== "struct") throw new Error(`cannot find Go struct ${innerPath}.${innerName}`);
      return [[number, fieldsOf(inner, { importPath: innerPath, types })]];
    },
  );
  return Object.fromEntries(entries.sort(([a], [b]) => a - b));
}

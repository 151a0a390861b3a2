import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { simplifySchema } from "./simplify-schema.ts";

const kinds = "x-kubernetes-group-version-kind";

/**
 * The components of all documents in one map, sorted by name. Documents repeat each other's components; those that
 * belong to every group (DeleteOptions, WatchEvent) differ in the kinds they list, which are joined.
 */
export function mergeComponents(
  documents: readonly Readonly<Record<string, JsonSchema>>[],
): Map<string, JsonSchema> {
  const merged = new Map<string, JsonSchema>();
  for (const [name, raw] of documents.flatMap((document) => Object.entries(document))) {
    const schema = simplifySchema(raw, name);
    const known = merged.get(name);
    merged.set(name, known ? join(name, known, schema) : schema);
  }
  return new Map([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function join(name: string, a: JsonSchema, b: JsonSchema): JsonSchema {
  if (JSON.stringify(a) === JSON.stringify(b)) return a;
  const { [kinds]: left = [], ...bodyOfA } = a;
  const { [kinds]: right = [], ...bodyOfB } = b;
  if (JSON.stringify(bodyOfA) !== JSON.stringify(bodyOfB))
    throw new Error(`two documents differ about ${name}`);
  const all = new Map(
    [...left, ...right].map((kind) => [`${kind.group}/${kind.version}/${kind.kind}`, kind]),
  );
  return { ...bodyOfA, [kinds]: [...all].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, kind]) => kind) };
}

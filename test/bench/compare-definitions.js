// Whether two tools have written definitions of the same kinds with the same fields: a race over different work says nothing.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** @throws Error that names the first field that only one of them has */
export function compareDefinitions(peer, ours, kinds) {
  const [theirs, own] = [peer, ours].map(readFields);
  if (theirs.size !== kinds) throw new Error(`controller-gen wrote ${theirs.size} definitions of ${kinds}`);
  for (const [name, fields] of theirs) {
    const here = own.get(name) ?? [];
    const different = [
      ...fields.filter((field) => !here.includes(field)),
      ...here.filter((field) => !fields.includes(field)),
    ];
    if (different.length > 0) throw new Error(`${name}: only one has ${different.slice(0, 5).join(", ")}`);
  }
  const [first = []] = own.values();
  console.log(`  both wrote ${own.size} definitions of the same ${first.length} schema nodes each`);
}

/** Paths of all parts of the schema, with their types, by file. */
function readFields(folder) {
  return new Map(
    readdirSync(folder).map((name) => {
      const crd = parse(readFileSync(join(folder, name), "utf8"));
      return [name, [...nodes(crd.spec.versions[0].schema.openAPIV3Schema, "")].sort()];
    }),
  );
}

function* nodes(schema, path) {
  yield `${path} ${schema.type ?? ""}`;
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* nodes(property, `${path}.${name}`);
  if (schema.items) yield* nodes(schema.items, `${path}[]`);
  if (schema.additionalProperties) yield* nodes(schema.additionalProperties, `${path}{}`);
}

import type { FieldPath } from "../../kube/sensitive-fields.ts";
import { isLeftOpen } from "../model/is-left-open.ts";
import type { Doc, Property, Type } from "../model/type.ts";

/**
 * The ways to what is tagged `@sensitive` in a type. What is below one of them goes with it; where a type that contains itself is left open,
 * anything may be there, and is sensitive too.
 */
export function sensitivePaths(type: Type): FieldPath[] {
  const paths = new Map<string, FieldPath>();
  const open: FieldPath[] = [];
  const add = (path: FieldPath) => paths.set(JSON.stringify(path), path);
  visit(type, { path: [], docs: type.docs, add, leave: (path) => open.push(path) });
  // below there would be more of the same
  if (paths.size > 0) for (const path of open) add(path);
  const all = [...paths.values()];
  return all.filter((path) => !all.some((other) => other.length < path.length && begins(path, other)));
}

interface At {
  readonly path: FieldPath;
  readonly docs: readonly Doc[];
  readonly add: (path: FieldPath) => void;
  readonly leave: (path: FieldPath) => void;
}

function visit(type: Type, { path, docs, ...to }: At): void {
  const { add, leave } = to;
  for (const below of taggedIn(docs)) add([...path, ...below]);
  switch (type.kind) {
    case "object":
      return visitProperties(type.properties, { path, ...to });
    case "union":
      for (const { properties } of type.alternatives) visitProperties(properties, { path, ...to });
      return;
    case "array":
      return visit(type.items, { path: [...path, "*"], docs: type.items.docs, ...to });
    case "map":
      return visit(type.values, { path: [...path, "*"], docs: type.values.docs, ...to });
    default:
      if (isLeftOpen(type)) leave(path);
  }
}

function visitProperties(properties: readonly Property[], { path, ...to }: Omit<At, "docs">): void {
  for (const { name, doc, type } of properties)
    visit(type, { path: [...path, name], docs: [doc, ...type.docs], ...to });
}

/** `@sensitive` is of the thing itself, `@items.sensitive` and `@values.sensitive` of what is in it. */
function taggedIn(docs: readonly Doc[]): FieldPath[] {
  return docs.flatMap(({ tags }) =>
    tags.flatMap(({ name }) => {
      const steps = name.split(".");
      return steps.pop() === "sensitive" ? [steps.map(() => "*")] : [];
    }),
  );
}

function begins(path: FieldPath, start: FieldPath): boolean {
  return start.every((step, index) => step === path[index]);
}

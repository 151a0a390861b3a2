import type { Expression, ListNode, MapNode } from "../ast.ts";
import type { CheckContext } from "./check-context.ts";
import { dynType, listType, mapType, optionalType, unwrapOptional, type Type } from "./type.ts";
import { mostGeneral } from "./unify.ts";

/** Type of a list literal. */
export function checkList(node: ListNode, checker: CheckContext): void {
  let joined: Type | undefined;
  for (const { value, optional } of node.items) {
    checker.check(value);
    joined = join({ before: joined, now: elementType(value, optional, checker) }, checker);
  }
  checker.setType(node, listType(joined ?? checker.newParameter()));
}

/** Type of a map literal. */
export function checkMap(node: MapNode, checker: CheckContext): void {
  let keys: Type | undefined;
  let values: Type | undefined;
  for (const { key, value, optional } of node.entries) {
    checker.check(key);
    keys = join({ before: keys, now: checker.typeOf(key) }, checker);
    checker.check(value);
    values = join({ before: values, now: elementType(value, optional, checker) }, checker);
  }
  checker.setType(node, mapType(keys ?? checker.newParameter(), values ?? checker.newParameter()));
}

/** What an element holds; after `?` it must be an optional value. */
function elementType(value: Expression, optional: boolean, checker: CheckContext): Type {
  const type = checker.typeOf(value);
  if (!optional) return type;
  const inner = unwrapOptional(type);
  if (!inner && type.kind !== "dyn") checker.mismatch(value, optionalType(type), type);
  return inner ?? type;
}

/** The type that holds both. Whether literals may mix types is told once all types are known. */
function join(types: { before: Type | undefined; now: Type }, checker: CheckContext): Type {
  const { before, now } = types;
  if (!before) return now;
  return checker.isAssignable(before, now) ? mostGeneral(before, now) : dynType;
}

import { FieldSet } from "./field-set.ts";
import { atomOf, deduced, type MapType, type Type } from "./topology.ts";
import { leaf } from "./typed-value.ts";

/**
 * The fields of a manager as a schema has them that may have changed since they were written: what is atomic now is owned as a whole
 * (reconcile_schema.go of structured-merge-diff's typed).
 */
export function reconcileFields(set: FieldSet, type: Type): FieldSet {
  return reconcile(set, type, false);
}

function reconcile(set: FieldSet, type: Type, whole: boolean): FieldSet {
  const { map, scalar, list } = atomOf(type);
  if (map) {
    if (isDeduced(map)) return set;
    if (!whole && map.atomic) return set.children.size > 0 ? leaf : set;
    return withChildren(set, (element) => childType(map, element));
  }
  if (scalar || !list) return set;
  return !whole && list.atomic ? leaf : withChildren(set, () => list.items);
}

/** The set itself where every child is as it should be. */
function withChildren(set: FieldSet, typeOf: (element: string) => Type | undefined): FieldSet {
  let children: Map<string, FieldSet> | undefined;
  for (const [element, child] of set.children) {
    const type = typeOf(element);
    if (!type) continue;
    const next = reconcileChild(child, type);
    if (next === child) continue;
    children ??= new Map(set.children);
    children.set(element, next);
  }
  return children ? FieldSet.of(set.member, children) : set;
}

function reconcileChild(child: FieldSet, type: Type): FieldSet {
  const whole = child.member && child.children.size === 0;
  const below = child.member ? FieldSet.of(false, child.children) : child;
  const next = reconcile(below, type, whole);
  if (next === below) return child;
  return FieldSet.of(child.member || next.member, next.children);
}

/** Fields that the schema does not know are left alone. */
function childType(map: MapType, element: string): Type | undefined {
  const type = (element.startsWith("f:") ? map.field(element.slice(2)) : undefined) ?? map.elements;
  return type.kind === "undeclared" ? undefined : type;
}

function isDeduced(map: MapType): boolean {
  return map.elements === deduced && !map.hasFields;
}

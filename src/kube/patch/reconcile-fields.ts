import { FieldSet } from "./field-set.ts";
import { atomOf, deduced, type MapType, type Type } from "./topology.ts";
import { leaf, visitAtom } from "./typed-value.ts";

/**
 * The fields of a manager as a schema has them that may have changed since they were written: what is atomic now is owned as a whole
 * (reconcile_schema.go of structured-merge-diff's typed).
 */
export function reconcileFields(set: FieldSet, type: Type): FieldSet {
  return reconcile(set, type, false);
}

function reconcile(set: FieldSet, type: Type, whole: boolean): FieldSet {
  return visitAtom(atomOf(type), {
    scalar: () => set,
    list: (list) => (!whole && list.atomic ? leaf : withChildren(set, () => list.items)),
    map: (map) => {
      if (isDeduced(map)) return set;
      if (!whole && map.atomic) return set.children.size > 0 ? leaf : set;
      return withChildren(set, (element) => childType(map, element));
    },
  });
}

function withChildren(set: FieldSet, typeOf: (element: string) => Type | undefined): FieldSet {
  const children = [...set.children].map(([element, child]): [string, FieldSet] => {
    const type = typeOf(element);
    if (!type) return [element, child];
    const next = reconcile(
      FieldSet.of(false, child.children),
      type,
      child.member && child.children.size === 0,
    );
    return [element, FieldSet.of(child.member || next.member, next.children)];
  });
  return FieldSet.of(set.member, children);
}

/** Fields that the schema does not know are left alone. */
function childType(map: MapType, element: string): Type | undefined {
  const type = (element.startsWith("f:") ? map.field(element.slice(2)) : undefined) ?? map.elements;
  return type.kind === "undeclared" ? undefined : type;
}

function isDeduced(map: MapType): boolean {
  return map.elements === deduced && !map.hasFields;
}

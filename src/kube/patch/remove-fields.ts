import { isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import type { FieldSet } from "./field-set.ts";
import { atomOfValue, fieldType, itemElement, type Type } from "./topology.ts";
import { visitAtom } from "./typed-value.ts";

/** The value without the members of a set; null where nothing is left of it (remove.go of structured-merge-diff's typed). */
export function removeFields(value: unknown, remove: FieldSet, type: Type): unknown {
  return visitAtom(atomOfValue(type, value), {
    scalar: () => value,
    list: (list) => {
      if (!Array.isArray(value) || list.atomic) return null;
      const kept = value.flatMap((item: unknown) => {
        const element = itemElement(list, item);
        if (typeof element !== "string") return [item];
        if (remove.hasChild(element)) return [];
        const below = remove.child(element);
        return [below.isEmpty ? item : removeFields(item, below, list.items)];
      });
      return kept.length > 0 ? kept : null;
    },
    map: (map) => {
      if (!isJsonObject(value) || map.atomic) return null;
      const kept: JsonObject = {};
      for (const [name, field] of Object.entries(value)) {
        if (field === undefined || remove.hasChild(`f:${name}`)) continue;
        const below = remove.child(`f:${name}`);
        setKey(kept, name, below.isEmpty ? field : removeFields(field, below, fieldType(map, name)));
      }
      return Object.keys(kept).length > 0 ? kept : null;
    },
  });
}

import { isJsonObject } from "../../base/json.ts";
import { FieldSet } from "./field-set.ts";
import {
  atomOf,
  atomOfValue,
  fieldType,
  itemElement,
  type Atom,
  type ListType,
  type Type,
} from "./topology.ts";

/* What server-side apply asks of typed values. Rules of sigs.k8s.io/structured-merge-diff/v6/typed. `undefined` is a value that is not there. */

/** What is done with each shape of a value. */
export interface AtomVisitor<Result> {
  map(map: NonNullable<Atom["map"]>): Result;
  scalar(): Result;
  list(list: ListType): Result;
}

/** Visits the first shape that an atom has. A value where none may be is treated as owned whole. */
export function visitAtom<Result>(atom: Atom, visitor: AtomVisitor<Result>): Result {
  if (atom.map) return visitor.map(atom.map);
  if (!atom.scalar && atom.list) return visitor.list(atom.list);
  return visitor.scalar();
}

/** An item of an associative list, by its path element. */
export interface ListItem {
  readonly element: string;
  readonly value: unknown;
}

/** The items of an associative list that have a path element. */
export function itemsOf(list: ListType, value: unknown): ListItem[] {
  if (!Array.isArray(value)) return [];
  const items: ListItem[] = [];
  for (const item of value as unknown[]) {
    const element = itemElement(list, item);
    if (typeof element === "string") items.push({ element, value: item });
  }
  return items;
}

/** A set that holds the value itself. */
export const leaf = FieldSet.of(true, []);

/** The set of fields that a value has (tofieldset.go). */
export function fieldSetOf(value: unknown, type: Type): FieldSet {
  return visitAtom(atomOfValue(type, value), {
    scalar: () => leaf,
    list: (list) => (list.atomic ? leaf : itemSets(list, value)),
    map: (map) => {
      if (map.atomic) return leaf;
      if (!isJsonObject(value)) return FieldSet.empty;
      const fields = Object.entries(value).filter(([, field]) => field !== undefined);
      const children = fields.map(([name, field]) => {
        const set = fieldSetOf(field, fieldType(map, name));
        const empty = field === null || (isJsonObject(field) && Object.keys(field).length === 0);
        const member = empty || map.field(name) === undefined;
        return [`f:${name}`, member ? FieldSet.of(true, set.children) : set] as const;
      });
      return FieldSet.of(false, children);
    },
  });
}

/** The set with each named field on the way to a member made a member (EnsureNamedFieldsAreMembers of fieldpath/set.go). */
export function withNamedFields(set: FieldSet, type: Type | undefined): FieldSet {
  const { map, list } = type ? atomOf(type) : {};
  const children = [...set.children].map(([element, child]) => {
    const isField = element.startsWith("f:");
    const named = isField ? map?.field(element.slice(2)) : undefined;
    const inner = isField ? (named ?? map?.elements) : element.startsWith("k:") ? list?.items : undefined;
    const below = withNamedFields(child, inner);
    return [element, named && child.children.size > 0 ? FieldSet.of(true, below.children) : below] as const;
  });
  return FieldSet.of(set.member, children);
}

/** Items that stand twice are owned whole. */
function itemSets(list: ListType, value: unknown): FieldSet {
  const sets = new Map<string, FieldSet>();
  for (const { element, value: item } of itemsOf(list, value)) {
    sets.set(element, sets.has(element) ? leaf : FieldSet.of(true, fieldSetOf(item, list.items).children));
  }
  return FieldSet.of(false, sets);
}

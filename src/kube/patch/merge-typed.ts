import { copyJson, getKey, isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import { atomOfValue, fieldType, type Atom, type ListType, type MapType, type Type } from "./topology.ts";
import { itemsOf, visitAtom, type ListItem } from "./typed-value.ts";

/**
 * The live value with a configuration merged into it, sharing nothing with the configuration; undefined when nothing is left
 * (merge.go of structured-merge-diff's typed).
 */
export function mergeTyped(live: unknown, config: unknown, type: Type): unknown {
  if (live === undefined && config === undefined) return undefined;
  const shape = config === undefined ? live : config;
  return mergeAs(atomOfValue(type, shape), live, config);
}

function mergeAs(atom: Atom, live: unknown, config: unknown): unknown {
  const whole = () => copyJson(config === undefined ? live : config);
  return visitAtom(atom, {
    scalar: whole,
    list: (list) => {
      const [left, right] = [Array.isArray(live) ? live : [], Array.isArray(config) ? config : []];
      if (list.atomic || (left.length === 0 && right.length === 0)) return whole();
      const items = mergeItems(list, left, right);
      return items.length > 0 ? items : undefined;
    },
    map: (map) => {
      const [left, right] = [fieldsOf(live), fieldsOf(config)];
      if (map.atomic || (Object.keys(left).length === 0 && Object.keys(right).length === 0)) return whole();
      return mergeFields(map, left, right);
    },
  });
}

function mergeFields(map: MapType, live: JsonObject, config: JsonObject): JsonObject | undefined {
  const merged: JsonObject = {};
  for (const name of new Set([...Object.keys(live), ...Object.keys(config)])) {
    const value = mergeTyped(getKey(live, name), getKey(config, name), fieldType(map, name));
    if (value !== undefined) setKey(merged, name, value);
  }
  return Object.keys(merged).length > 0 ? merged : undefined;
}

/**
 * Items of both lists: those of the configuration in its order, those of the live list alone where they stood. An item of
 * both is merged at the place that the configuration gives it, relative to the other items of both.
 */
function mergeItems(list: ListType, live: readonly unknown[], config: readonly unknown[]): unknown[] {
  const [left, right] = [itemsOf(list, live), itemsOf(list, config)];
  const inLeft = indexItems(left);
  const inRight = new Map(right.map(({ element, value }) => [element, value]));
  const shared = right.map(({ element }) => element).filter((element) => inLeft.has(element));
  const taken = new Set<string>();
  const merged: unknown[] = [];
  const put = (before: unknown, after: unknown) => {
    const value = mergeTyped(before, after, list.items);
    if (value !== undefined) merged.push(value);
  };
  const take = ({ element, value }: ListItem) => {
    taken.add(element);
    put(inLeft.get(element), value);
    if (shared[0] === element) shared.shift();
  };
  for (let l = 0, r = 0; l < left.length || r < right.length;) {
    const [mine, theirs] = [left[l], right[r]];
    if (mine && theirs && mine.element === theirs.element) {
      take(theirs);
      [l, r] = [l + 1, r + 1];
    } else if (mine && theirs && inRight.has(mine.element) && isLater(mine, shared)) l++;
    else if (mine && !inRight.has(mine.element)) {
      put(mine.value, undefined);
      l++;
    } else {
      if (mine && taken.has(mine.element)) l++;
      if (theirs) {
        take(theirs);
        r++;
      }
    }
  }
  return merged;
}

/** Whether another item of both lists comes first. */
function isLater(item: ListItem, shared: readonly string[]): boolean {
  return shared[0] !== undefined && shared[0] !== item.element;
}

/** Live items by their element. Those that stand twice are not merged, what is applied replaces them. */
function indexItems(items: readonly ListItem[]): Map<string, unknown> {
  const index = new Map<string, unknown>();
  for (const { element, value } of items) index.set(element, index.has(element) ? null : value);
  return index;
}

function fieldsOf(value: unknown): JsonObject {
  if (!isJsonObject(value)) return {};
  return Object.values(value).includes(undefined)
    ? Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
    : value;
}

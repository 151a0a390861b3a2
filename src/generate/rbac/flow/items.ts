import { absent, data, join, unknown, valuesOf } from "./store.ts";
import type { Value, Values } from "./value.ts";

/** What going through a value yields. */
export function itemsOf(values: Values): Values {
  return join(...values.map(items));
}

/** What stands at a place of a list. */
export function itemAt(value: Value, index: number): Values {
  if (value.kind !== "list") return items(value);
  const known = value.items[index];
  return known ? valuesOf(known) : valuesOf(value.rest);
}

function items(value: Value): Values {
  switch (value.kind) {
    case "list":
      return join(...value.items.map(valuesOf), valuesOf(value.rest));
    case "map":
      return valuesOf(value.pairs);
    case "unknown":
    case "foreign":
      return [value.kind === "foreign" ? value : unknown];
    case "object":
      // an object that can be iterated is one of another package, or has a method for it, which runs as any
      return [unknown];
    default:
      return value === absent ? [] : [data];
  }
}

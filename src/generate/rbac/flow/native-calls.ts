import type { Machine } from "./machine.ts";
import { itemsOf } from "./items.ts";
import { eachItem } from "./bind.ts";
import { data, join, valuesOf } from "./store.ts";
import type { Call, ListValue, MapValue, Value, Values } from "./value.ts";

/** Methods of an array that give their function each item. */
const visiting: ReadonlySet<string> = new Set(
  "map flatMap forEach filter find findLast findIndex some every toSorted sort".split(" "),
);

/** A method of an array or a set. */
export function listCall(
  machine: Machine,
  { list, name }: { list: ListValue; name: string },
  call: Call,
): Values {
  const { store } = machine;
  const [first = [], second = []] = call.args;
  if (visiting.has(name)) return visit(machine, { list, name }, call);
  switch (name) {
    case "push":
    case "unshift":
    case "add":
      store.add(list.rest, join(...call.args));
      return name === "add" ? [list] : [data];
    case "reduce":
    case "reduceRight":
      return reduce(machine, { list, functions: first, start: second }, call);
    case "concat":
    case "flat":
    case "entries":
      return [rearranged(machine, { list, name }, call)];
    case "at":
    case "pop":
    case "shift":
      return itemsOf([list]);
    case "slice":
    case "values":
    case "reverse":
    case "toReversed":
    case "splice":
    case "with":
    case "union":
      return [list];
    default:
      return ["join", "includes", "has", "indexOf", "keys", "delete", "clear"].includes(name)
        ? [data]
        : [data];
  }
}

/** A list of what others hold. */
function rearranged(
  machine: Machine,
  { list, name }: { list: ListValue; name: string },
  call: Call,
): ListValue {
  const { store } = machine;
  const made = store.list(`${name} ${list.id} ${store.node(call.node)}`, 0);
  const items = itemsOf([list]);
  const flat = (values: Values) =>
    values.flatMap((value) => (value.kind === "list" ? itemsOf([value]) : [value]));
  if (name === "concat") store.add(made.rest, join(items, ...call.args.map(flat)));
  else if (name === "flat") store.add(made.rest, flat(items));
  else for (const item of items) store.add(made.rest, [pairOf(machine, [data], [item])]);
  return made;
}

/** `[a, b]`. */
export function pairOf({ store }: Machine, first: Values, second: Values): Value {
  const pair = store.list(
    `pair ${first.map(({ id }) => id).join("|")} ${second.map(({ id }) => id).join("|")}`,
    2,
  );
  for (const [index, values] of [first, second].entries()) store.add(pair.items[index] ?? pair.rest, values);
  return pair;
}

function visit(machine: Machine, { list, name }: { list: ListValue; name: string }, call: Call): Values {
  const { store } = machine;
  const [functions = []] = call.args;
  const made = store.list(`${name} ${list.id} ${store.node(call.node)}`, 0);
  for (const visitor of functions)
    for (const item of eachItem([list])) {
      const answer = machine.call(visitor, { node: call.node, args: [item, [data], [list]], given: [] });
      store.add(
        made.rest,
        name === "flatMap"
          ? answer.flatMap((value) => (value.kind === "list" ? itemsOf([value]) : [value]))
          : answer,
      );
    }
  if (name === "map" || name === "flatMap") return [made];
  if (name === "find" || name === "findLast") return itemsOf([list]);
  return name === "filter" || name.endsWith("ort") || name === "toSorted" ? [list] : [data];
}

function reduce(
  machine: Machine,
  { list, functions, start }: { list: ListValue; functions: Values; start: Values },
  call: Call,
): Values {
  const cell = machine.store.cellNamed(`reduce ${list.id} ${machine.store.node(call.node)}`);
  machine.store.add(cell, start);
  for (const reducer of functions)
    for (const item of eachItem([list])) {
      const answer = machine.call(reducer, {
        node: call.node,
        args: [valuesOf(cell), item, [data]],
        given: [],
      });
      machine.store.add(cell, answer);
    }
  return valuesOf(cell);
}

/** A method of a map. */
export function mapCall(
  machine: Machine,
  { map, name }: { map: MapValue; name: string },
  call: Call,
): Values {
  const { store } = machine;
  const [first = [], second = []] = call.args;
  if (name === "get") return valuesOf(map.items).length > 0 ? valuesOf(map.items) : [data];
  if (name === "entries") return [map];
  if (name === "set") {
    store.add(map.keys, first);
    store.add(map.items, second);
    store.add(map.pairs, [pairOf(machine, first, second)]);
    return [map];
  }
  if (name === "forEach") {
    for (const visitor of first)
      for (const pair of valuesOf(map.pairs)) {
        const args = [machine.member(pair, "1", call.node), machine.member(pair, "0", call.node)];
        machine.call(visitor, { node: call.node, args, given: [] });
      }
    return [data];
  }
  if (name !== "keys" && name !== "values") return [data];
  const list = store.list(`${name} ${map.id}`, 0);
  store.add(list.rest, valuesOf(name === "keys" ? map.keys : map.items));
  return [list];
}

import type { ts } from "ts-morph";
import { selfOf } from "./self-of.ts";
import { itemsOf } from "./items.ts";
import { basesOf } from "./invoke.ts";
import type { Machine } from "./machine.ts";
import { data, join } from "./store.ts";
import type { Call, Scope, Value, Values } from "./value.ts";

/** `f(a, b)`, `new C(a)`, `super(a)`, `import("./file.ts")`. */
export function callExpression(
  machine: Machine,
  node: ts.CallExpression | ts.NewExpression,
  scope: Scope,
): Values {
  const { compiler: ts } = machine.session;
  const given = node.arguments ?? [];
  const args = argumentsOf(machine, given, scope);
  const call: Call = { node, args, given: [...given] };
  if (node.expression.kind === ts.SyntaxKind.SuperKeyword) return superCall(machine, call, scope);
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return imported(machine, call);
  const callees = machine.evaluate(node.expression, scope);
  if (ts.isNewExpression(node)) return join(...callees.map((callee) => construct(machine, callee, call)));
  return join(...callees.map((callee) => machine.call(callee, call)));
}

function argumentsOf(machine: Machine, given: readonly ts.Expression[], scope: Scope): Values[] {
  const { compiler: ts } = machine.session;
  const spread = given.findIndex((argument) => ts.isSpreadElement(argument));
  const plain = spread < 0 ? given : given.slice(0, spread);
  const args = plain.map((argument) => machine.evaluate(argument, scope));
  if (spread < 0) return args;
  const lists = given.slice(spread).map((argument) => {
    const values = machine.evaluate(ts.isSpreadElement(argument) ? argument.expression : argument, scope);
    return { values, isSpread: ts.isSpreadElement(argument) };
  });
  const [only] = lists;
  // a list whose items have their places; else whatever may be in any of them
  if (
    lists.length === 1 &&
    only?.values.length === 1 &&
    only.values[0]?.kind === "list" &&
    only.values[0].rest.values.size === 0
  )
    return [...args, ...only.values[0].items.map((cell) => [...cell.values.values()])];
  const rest = join(...lists.map(({ values, isSpread }) => (isSpread ? itemsOf(values) : values)));
  return [...args, ...Array.from({ length: 6 }, () => rest)];
}

/** The constructor of what a class extends. */
function superCall(machine: Machine, call: Call, scope: Scope): Values {
  let around: Scope | undefined = scope;
  while (around && !around.within) around = around.parent;
  if (!around?.within) return [data];
  for (const base of basesOf(machine, around.within))
    for (const self of selfOf(scope))
      if (base.kind === "class" && self.kind === "object")
        machine.initialize(base, { object: self, args: call.args, node: call.node });
  return [data];
}

function imported(machine: Machine, { args: [paths = []], node }: Call): Values {
  const { store } = machine;
  const from = node.getSourceFile().fileName;
  return paths.map((path): Value => {
    const known = path.kind === "text" ? machine.moduleOf(path.text, from) : undefined;
    return (
      known ??
      store.value("foreign import", (id) => ({ kind: "foreign", id, name: "import()", module: "import()" }))
    );
  });
}

function construct(machine: Machine, callee: Value, call: Call): Values {
  const { store } = machine;
  if (callee.kind === "class") return [machine.construct(callee, call)];
  if (callee.kind === "function") {
    const object = store.object(`new ${store.node(call.node)} ${callee.id}`);
    machine.invoke({ ...callee, id: `${callee.id} ${object.id}`, self: [object] }, call);
    return [object];
  }
  if (callee.kind === "library" && callee.module === "global") return newGlobal(machine, callee.name, call);
  return machine.call(callee, call);
}

function newGlobal(machine: Machine, name: string, call: Call): Values {
  const { store } = machine;
  const [first = []] = call.args;
  const key = `${name} ${store.node(call.node)} ${first.map(({ id }) => id).join()}`;
  if (name === "Proxy") return first;
  if (name === "Set" || name === "WeakSet" || name === "Array") {
    const list = store.list(key, 0);
    store.add(list.rest, itemsOf(first));
    return [list];
  }
  if (name === "Map" || name === "WeakMap") {
    const map = store.value(`map ${key}`, (id) => ({
      kind: "map" as const,
      id,
      pairs: store.cell(),
      keys: store.cell(),
      items: store.cell(),
    }));
    for (const pair of itemsOf(first)) {
      store.add(map.pairs, [pair]);
      store.add(map.keys, machine.member(pair, "0", call.node));
      store.add(map.items, machine.member(pair, "1", call.node));
    }
    return [map];
  }
  if (name !== "Promise") return machine.call({ kind: "library", id: name, module: "global", name }, call);
  const cell = store.cellNamed(key);
  const sink = store.value(`sink ${key}`, (id) => ({ kind: "sink" as const, id, cell }));
  for (const executor of first) machine.call(executor, { ...call, args: [[sink], [data]], given: [] });
  return [...cell.values.values()];
}

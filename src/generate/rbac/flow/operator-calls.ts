import { itemsOf } from "./items.ts";
import type { Machine } from "./machine.ts";
import { data, ownClient } from "./store.ts";
import type { Call, Value, Values } from "./value.ts";

/** `operator({...})`: what runs beside its controllers is run. */
export function runOperator(machine: Machine, call: Call): Values {
  const { store } = machine;
  const [options = []] = call.args;
  for (const option of options) {
    const field = (name: string) => machine.member(option, name, call.node);
    runRunnables(machine, itemsOf(field("runnables")), call);
    for (const name of ["healthz", "readyz"])
      for (const checks of field(name))
        if (checks.kind === "object") runAll(machine, machine.member(checks, "*", call.node), call);
    for (const cache of field("cache"))
      for (const kind of itemsOf(machine.member(cache, "kinds", call.node)))
        if (kind.kind === "function") runAll(machine, [kind], call);
  }
  return [store.value("operator", (id): Value => ({ kind: "operator", id }))];
}

/** `operator.add(runnable)`. */
export function operatorCall(machine: Machine, name: string, call: Call): Values {
  if (name === "add") runRunnables(machine, call.args[0] ?? [], call);
  return [data];
}

function runRunnables(machine: Machine, runnables: Values, call: Call): void {
  for (const runnable of runnables)
    if (runnable.kind === "object") runAll(machine, machine.member(runnable, "start", call.node), call);
}

function runAll(machine: Machine, functions: Values, call: Call): void {
  const { store } = machine;
  const context = store.object("runnable context");
  store.add(store.cellOf(context.fields, "client"), [ownClient]);
  store.add(store.cellOf(context.fields, "cluster"), [
    store.value("library context cluster", (id) => ({
      kind: "library",
      id,
      module: "context",
      name: "cluster",
    })),
  ]);
  for (const value of functions) machine.call(value, { node: call.node, args: [[context]], given: [] });
}

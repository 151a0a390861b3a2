import { clientCall } from "./client-calls.ts";
import { controllerLink } from "./controller-links.ts";
import { itemAt, itemsOf } from "./items.ts";
import { libraryCall } from "./library-calls.ts";
import type { Machine } from "./machine.ts";
import { listCall, mapCall } from "./native-calls.ts";
import { operatorCall } from "./operator-calls.ts";
import { outsideCall } from "./outside-calls.ts";
import { data, join } from "./store.ts";
import type { Call, MethodValue, Value, Values } from "./value.ts";

/** Calls a value, whatever it is. */
export function callValue(machine: Machine, callee: Value, call: Call): Values {
  switch (callee.kind) {
    case "function":
      return callee.node.body ? machine.invoke(callee, call) : ambientCall(machine, callee, call);
    case "class":
      return [machine.construct(callee, call)];
    case "bound":
      return machine.call(callee.target, { ...call, args: [...callee.args, ...call.args], given: [] });
    case "sink":
      machine.store.add(callee.cell, join(...call.args));
      return [data];
    case "library":
      return libraryCall(machine, callee, call);
    case "method":
      return methodCall(machine, callee, call);
    default:
      return outsideCall(machine, callee, call);
  }
}

/** `declare function f(): Client`. */
function ambientCall(machine: Machine, callee: Extract<Value, { kind: "function" }>, call: Call): Values {
  const name = callee.node.name?.getText() ?? "";
  const { store } = machine;
  const foreign = store.value(`foreign ${name}`, (id) => ({
    kind: "foreign" as const,
    id,
    name,
    module: "",
  }));
  const answer = outsideCall(machine, foreign, call);
  const typed = machine.typed(callee.node.type);
  return typed.length > 0 ? typed : answer;
}

function methodCall(machine: Machine, { of, name }: MethodValue, call: Call): Values {
  if (name === "then" || name === "catch" || name === "finally")
    return promiseCall(machine, { of, name }, call);
  switch (of.kind) {
    case "client":
    case "untyped":
    case "subresource":
    case "discovery":
      return clientCall(machine, { kind: "method", id: "", of, name }, call);
    case "unknown":
      return join(
        clientCall(machine, { kind: "method", id: "", of, name }, call),
        outsideCall(machine, of, call),
      );
    case "controller":
      return controllerLink(machine, { of, name }, call);
    case "operator":
      return operatorCall(machine, name, call);
    case "list":
      return listCall(machine, { list: of, name }, call);
    case "map":
      return mapCall(machine, { map: of, name }, call);
    default:
      return reflected(machine, { of, name }, call);
  }
}

function promiseCall(
  machine: Machine,
  { of, name }: { of: Value; name: "then" | "catch" | "finally" },
  { args, node }: Call,
): Values {
  const [first = [], second = []] = args;
  const run = (functions: Values, given: Values[]) =>
    join(...functions.map((value) => machine.call(value, { node, args: given, given: [] })));
  if (name === "then") return join(run(first, [[of]]), run(second, [[data]]));
  if (name === "catch") return join([of], run(first, [[data]]));
  run(first, []);
  return [of];
}

/** `f.bind(x)`, `f.call(x, a)`, `f.apply(x, [a])`, `Object.values(x)`. */
function reflected(machine: Machine, { of, name }: { of: Value; name: string }, call: Call): Values {
  const { store } = machine;
  const [, ...rest] = call.args;
  if (name === "call") return machine.call(of, { ...call, args: rest, given: call.given.slice(1) });
  if (name === "apply") {
    const [list = []] = rest;
    const args = Array.from({ length: 4 }, (_, index) => join(...list.map((value) => itemAt(value, index))));
    return machine.call(of, { ...call, args: list.length > 0 ? args : [itemsOf(list)], given: [] });
  }
  if (name === "bind") {
    const key = `bound ${of.id} ${rest.map((values) => values.map(({ id }) => id).join("|")).join()}`;
    return [store.value(key, (id) => ({ kind: "bound", id, target: of, args: rest }))];
  }
  if (of.kind === "library") {
    const whole = { ...of, name: `${of.name}.${name}` };
    return libraryCall(machine, whole, call);
  }
  return outsideCall(machine, data, call);
}

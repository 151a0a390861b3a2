import type { ts } from "ts-morph";
import { cacheVerbs, dependentVerbs } from "../client-verbs.ts";
import { isElsewhere } from "../elsewhere.ts";
import { holdsObject } from "../holds-object.ts";
import { instance } from "./member.ts";
import type { Machine } from "./machine.ts";
import { data, ownClient } from "./store.ts";
import { targetsOf } from "./targets.ts";
import type { Call, ControllerRecord, Value, Values } from "./value.ts";

/** Which argument of a method of the builder is a handler. */
const handlerPlaces: Readonly<Record<string, number>> = { reconcile: 0, finalize: 0, daemon: 1, timer: 2 };

/** Which argument of a method has functions in its options. */
const optionPlaces: Readonly<Record<string, number>> = {
  dependent: 2,
  dependents: 2,
  external: 1,
  timer: 1,
  daemon: 2,
};

/** `controller(Kind)`. */
export function newController(machine: Machine, call: Call): Values {
  const { ledger, store, session } = machine;
  const node = call.node as ts.CallExpression;
  const targets = targetsOf(machine, call.args[0] ?? [], call);
  const key = `controller ${store.node(node)} ${JSON.stringify(targets)}`;
  const value = store.value(key, (id) => {
    const record: ControllerRecord = { call: node, targets, links: new Set(), uses: new Set(), holds: false };
    return { kind: "controller" as const, id, record };
  });
  if (!isElsewhere(node, session)) ledger.controllers.set(key, value.record);
  return [value];
}

/** A method of the builder: what is declared, and the handlers, which are run. It returns a controller that knows of what the others of this call know, too. */
export function controllerLink(
  machine: Machine,
  { of, name }: { of: Extract<Value, { kind: "controller" }>; name: string },
  call: Call,
): Values {
  const { ledger, session } = machine;
  const { record } = of;
  const node = call.node as ts.CallExpression;
  record.links.add(name);
  if (holdsObject({ name, given: call.given }, session)) record.holds = true;
  const here = !isElsewhere(node, session);
  if ((name === "owns" || name === "watches") && here) {
    const targets = targetsOf(machine, call.args[0] ?? [], call);
    ledger.needs(targets, [{ verbs: cacheVerbs }], { call: node });
  }
  if (name === "watches") mapEvents(machine, { of, call });
  if (name === "watchesRawSource")
    runAll(machine, call.args.slice(0, 2).flat(), { call, args: [[data], [data]] });
  if (name === "dependent" || name === "dependents") {
    const targets = targetsOf(machine, call.args[1] ?? [], { ...call, place: 1 });
    ledger.needs(targets, [{ verbs: dependentVerbs }], { call: node });
  }
  const context = contextOf(machine, of);
  const handlers = call.args[handlerPlaces[name] ?? -1];
  if (handlers) runHandlers(machine, handlers, { call, of, context });
  const place = optionPlaces[name];
  if (place !== undefined) runOptions(machine, call.args[place] ?? [], { call, context });
  return [of];
}

function contextOf(
  { store, session }: Machine,
  { id: of, record }: Extract<Value, { kind: "controller" }>,
): Value {
  const elsewhere = isElsewhere(record.call, session);
  return store.value(`context ${of}`, (id) => ({ kind: "context", id, record, elsewhere }));
}

function runHandlers(
  machine: Machine,
  handlers: Values,
  { call, of, context }: { call: Call; of: Extract<Value, { kind: "controller" }>; context: Value },
): void {
  const { ledger, store } = machine;
  const isUnseen =
    handlers.length === 0
      ? store.phase === "settled"
      : handlers.some(({ kind }) => kind === "unknown" || kind === "foreign" || kind === "data");
  if (isUnseen) of.record.uses.add("status").add("events");
  for (const handler of handlers) {
    if (handler.kind === "foreign" && handler.module !== undefined)
      ledger.unknown(
        call.node,
        `cannot tell what the handler "${handler.name}" of "${handler.module}" calls, as its code is not part of this project`,
        call.node,
      );
    else machine.call(handler, { node: call.node, args: [[context]], given: [] });
  }
}

/** Functions among options get a context as their last argument. */
function runOptions(
  machine: Machine,
  options: Values,
  { call, context }: { call: Call; context: Value },
): void {
  const names = [
    "desired",
    "ready",
    "active",
    "deleted",
    "read",
    "create",
    "update",
    "delete",
    "every",
    "restartOn",
  ];
  for (const value of options)
    for (const name of names) {
      if (value.kind !== "object") continue;
      const functions = machine.member(value, name, call.node);
      const withState = ["ready", "update", "delete"].includes(name);
      const isTask = name === "every" || name === "restartOn";
      const args = isTask ? [[data], [data]] : withState ? [[data], [context]] : [[context]];
      runAll(machine, functions, { call, args });
    }
}

function runAll(machine: Machine, functions: Values, { call, args }: { call: Call; args: Values[] }): void {
  for (const value of functions)
    if (value.kind === "function") machine.invoke(value, { node: call.node, args });
}

/** `.watches(Kind, (object, { client }) => …)`. */
function mapEvents(
  machine: Machine,
  { of, call }: { of: Extract<Value, { kind: "controller" }>; call: Call },
): void {
  const { store } = machine;
  const targets = (call.args[0] ?? []).flatMap((value) => (value.kind === "handle" ? [value.target] : []));
  const objects: Values = targets.length > 0 ? targets.map((target) => instance(machine, target)) : [data];
  const context = store.object(`map context ${of.id}`);
  store.add(store.cellOf(context.fields, "client"), [ownClient]);
  for (const map of call.args[1] ?? [])
    if (map.kind === "object")
      runAll(machine, machine.member(map, "handle", call.node), { call, args: [[data], [data]] });
    else machine.call(map, { node: call.node, args: [objects, [context]], given: [] });
}

import type { ts } from "ts-morph";
import { functionNeeds, functionRules, cacheVerbs } from "../client-verbs.ts";
import { instances, namesOf } from "./client-calls.ts";
import { newController } from "./controller-links.ts";
import { itemsOf } from "./items.ts";
import type { Machine } from "./machine.ts";
import { pairOf } from "./native-calls.ts";
import { runOperator } from "./operator-calls.ts";
import { outsideCall } from "./outside-calls.ts";
import { data, join, otherClient, ownClient, textsOf, valuesOf } from "./store.ts";
import { definedHandle, targetsOf } from "./targets.ts";
import type { Call, Value, Values } from "./value.ts";

type Library = Extract<Value, { kind: "library" }>;

/** A call of a function of the library, or of one of JavaScript's own. */
export function libraryCall(machine: Machine, callee: Library, call: Call): Values {
  if (callee.module === "global") return globalCall(machine, callee.name, call);
  if (callee.module === "context") return clusterClient(call);
  const { name } = callee;
  const [first = [], second = []] = call.args;
  switch (name) {
    case "resource":
      return definedHandle(machine, call);
    case "onlyMetadata":
    case "clientWith":
    case "interceptClient":
      return first;
    case "createClient":
      return [ownClient];
    case "untypedClient":
      return first.map((client) => {
        const elsewhere = client.kind === "client" && client.elsewhere;
        return machine.store.value(`untyped ${elsewhere}`, (id) => ({ kind: "untyped", id, elsewhere }));
      });
    case "controller":
      return newController(machine, call);
    case "operator":
      return runOperator(machine, call);
    case "cached":
      return cached(machine, first, call);
    case "controllerReference":
    case "setControllerReference":
    case "ownerReference":
    case "setOwnerReference":
      return ownerCall(machine, name, call);
    default:
      return clientFunction(machine, { name, clients: first, handles: second }, call);
  }
}

/** `cluster("edge")`: a handler's client of another cluster. `""` is its own. */
function clusterClient({ args: [names = []] }: Call): Values {
  const texts = textsOf(names);
  return [texts && !texts.includes("") ? otherClient : ownClient];
}

/** `cached(Kind, { startOnRead: true })`: it is watched when it is read. */
function cached(machine: Machine, handles: Values, call: Call): Values {
  const options = call.given[1]?.getText() ?? "";
  if (!/\bstartOnRead\b(?!["']?\s*:\s*false)/.test(options)) return [data];
  machine.ledger.needs(targetsOf(machine, handles, call), [{ verbs: cacheVerbs }], { call: call.node });
  return [data];
}

/** A reference that blocks its owner's deletion needs the right to update the owner's finalizers: that of a controller by default. */
function ownerCall({ ledger, store }: Machine, name: string, call: Call): Values {
  const options = call.given.at(-1)?.getText() ?? "";
  const blocks = name.toLowerCase().includes("controller")
    ? !/blockOwnerDeletion["']?\s*:\s*false/.test(options)
    : /blockOwnerDeletion\b(?!["']?\s*:\s*false)/.test(options);
  if (!blocks) return [data];
  const [owners = []] = call.args;
  for (const owner of owners) {
    if (owner.kind === "instance")
      ledger.needs([owner.target], [{ verbs: ["update"], subresource: "finalizers" }], { call: call.node });
    else ledger.ownersUnknown = true;
  }
  if (owners.length === 0 && store.phase === "settled") ledger.ownersUnknown = true;
  return [data];
}

/** Functions of the library that are given a client and a handle: `listPages`, `createOrUpdate`. */
function clientFunction(
  machine: Machine,
  { name, clients, handles }: { name: string; clients: Values; handles: Values },
  call: Call,
): Values {
  const { ledger, store } = machine;
  const rule = Object.hasOwn(functionRules, name) ? functionRules[name] : undefined;
  const needs = Object.hasOwn(functionNeeds, name) ? functionNeeds[name] : undefined;
  const isElsewhere =
    clients.length > 0 && clients.every((client) => client.kind === "client" && client.elsewhere);
  if (rule && !isElsewhere) {
    const names = namesOf(machine, call.args[1] ?? [], { name: "get", at: call.node });
    const { apiGroups: [group = ""] = [], resources: [resource = ""] = [], verbs } = rule;
    const [plural = "", subresource = ""] = resource.split("/");
    ledger.needs([{ group, plural }], [{ verbs, subresource }], { call: call.node, names });
  }
  if (!needs || isElsewhere) return outsideCall(machine, data, call);
  const targets = targetsOf(machine, handles, { ...call, place: 1 });
  const names = namesOf(machine, call.args[2] ?? [], { name: "get", at: call.node });
  ledger.needs(targets, needs, { call: call.node, names: name.startsWith("list") ? undefined : names });
  const objects = instances(machine, targets, "get");
  for (const mutate of call.args[3] ?? [])
    if (mutate.kind === "function") machine.invoke(mutate, { args: [objects], node: call.node });
  if (name === "listAll") return instances(machine, targets, "list");
  const answer = store.object(`${name} ${objects.map(({ id }) => id).join()}`);
  store.add(store.cellOf(answer.fields, "object"), objects);
  if (name !== "listPages") return [answer];
  const pages = store.list(`pages ${answer.id}`, 0);
  store.add(pages.rest, instances(machine, targets, "list"));
  return [pages];
}

function globalCall(machine: Machine, name: string, call: Call): Values {
  const { store } = machine;
  const [first = [], second = []] = call.args;
  switch (name) {
    case "Object.values":
    case "Object.keys":
    case "Object.entries":
      return fieldsOf(machine, name, { objects: first, at: call.node });
    case "Object.assign":
      for (const target of first)
        if (target.kind === "object") store.add(target.bases, join(...call.args.slice(1)));
      return join(first, ...(first.some(({ kind }) => kind === "object") ? [] : call.args.slice(1)));
    case "Object.freeze":
    case "Object.seal":
    case "Object.create":
    case "structuredClone":
    case "Promise.resolve":
    case "Promise.all":
    case "Array.of":
      return first;
    case "Promise.race":
    case "Promise.any":
      return itemsOf(first);
    case "Promise.allSettled": {
      const answers = store.list(`settled ${store.node(call.node)}`, 0);
      const answer = store.object(`settled ${store.node(call.node)}`);
      store.add(store.cellOf(answer.fields, "value"), itemsOf(first));
      store.add(answers.rest, [answer]);
      return [answers];
    }
    case "Array.from":
    case "Array.fromAsync":
    case "Object.fromEntries":
      return copied(machine, { name, values: first, functions: second }, call);
    default:
      return outsideCall(machine, data, call);
  }
}

function copied(
  machine: Machine,
  { name, values, functions }: { name: string; values: Values; functions: Values },
  call: Call,
): Values {
  const { store } = machine;
  const key = `${name} ${store.node(call.node)} ${values.map(({ id }) => id).join()}`;
  if (name === "Object.fromEntries") {
    const object = store.object(key);
    for (const pair of itemsOf(values)) store.add(object.others, machine.member(pair, "1", call.node));
    return [object];
  }
  const list = store.list(key, 0);
  for (const item of itemsOf(values))
    if (functions.length === 0) store.add(list.rest, [item]);
    else
      for (const f of functions)
        store.add(list.rest, machine.call(f, { ...call, args: [[item], [data]], given: [] }));
  return [list];
}

/** Values, names or both of an object's fields. */
function fieldsOf(machine: Machine, name: string, { objects, at }: { objects: Values; at: ts.Node }): Values {
  const { store } = machine;
  return objects.map((object): Value => {
    if (object.kind === "list" || object.kind === "map") return object;
    if (object.kind !== "object") return data;
    const list = store.list(`${name} ${object.id}`, 0);
    const isOpen = object.others.values.size > 0 || object.bases.values.size > 0;
    for (const [field, cell] of object.fields)
      store.add(
        list.rest,
        name === "Object.keys"
          ? [store.text(field)]
          : name === "Object.values"
            ? valuesOf(cell)
            : [pairOf(machine, [store.text(field)], valuesOf(cell))],
      );
    if (isOpen) {
      const rest = machine.member(object, "*", at);
      store.add(
        list.rest,
        name === "Object.values" ? rest : name === "Object.keys" ? [data] : [pairOf(machine, [data], rest)],
      );
    }
    return list;
  });
}

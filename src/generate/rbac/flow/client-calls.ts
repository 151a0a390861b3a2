import type { ts } from "ts-morph";
import { clientVerbs, subresourceVerbs } from "../client-verbs.ts";
import type { Target } from "../rule-context.ts";
import { instance } from "./member.ts";
import type { Machine } from "./machine.ts";
import { requestRules } from "./request-rules.ts";
import { anyHandle, data, join, textsOf } from "./store.ts";
import { namedHandles, targetsOf } from "./targets.ts";
import type { Call, MethodValue, SubresourceValue, Value, Values } from "./value.ts";

/** A call of a client's method, or of one of an untyped client, of a subresource, of discovery. */
export function clientCall(machine: Machine, { of, name }: MethodValue, call: Call): Values {
  if (of.kind === "client") return typedCall(machine, { name, elsewhere: of.elsewhere }, call);
  if (of.kind === "untyped") return untypedCall(machine, { name, elsewhere: of.elsewhere }, call);
  if (of.kind === "subresource") return subresourceCall(machine, { of, name }, call);
  if (of.kind === "discovery") return discoveryCall(machine, name, call);
  // something that looks like a client, when it is given a handle
  const [first = []] = call.args;
  const isHandle = first.length > 0 && first.every((value) => isHandleValue(value));
  return isHandle ? typedCall(machine, { name, elsewhere: false }, call) : [data];
}

function isHandleValue(value: Value): boolean {
  return value.kind === "handle" || (value.kind === "library" && value.module.startsWith("kubewright/k8s/"));
}

function typedCall(
  machine: Machine,
  { name, elsewhere }: { name: string; elsewhere: boolean },
  call: Call,
): Values {
  const [handles = [], second = []] = call.args;
  if (name === "*" && !elsewhere) {
    machine.ledger.unknown(call.node, "cannot tell which method of a client this is", call.node);
    return [data];
  }
  if (name === "request") return elsewhere ? [data] : requestRules(machine, call);
  if (elsewhere) return name === "subresource" ? [data] : instances(machine, quietTargets(handles), name);
  const targets = targetsOf(machine, handles, call);
  if (name === "subresource") return subresource(machine, { targets, names: second }, call);
  return doneWith(machine, { targets, name, names: namesOf(machine, second, { name, at: call.node }) }, call);
}

/** Notes down what the call needs; returns what it answers with. */
function doneWith(
  machine: Machine,
  {
    targets,
    name,
    names,
  }: { targets: readonly Target[]; name: string; names: readonly string[] | undefined },
  call: Call,
): Values {
  const need = clientVerbs[name];
  if (need) machine.ledger.needs(targets, [need], { call: call.node, names });
  return instances(machine, targets, name);
}

/** Methods that take a whole object instead of a key. */
const takesObject: ReadonlySet<string> = new Set([
  "create",
  "update",
  "apply",
  "updateStatus",
  "applyStatus",
]);

/** Names of the objects that a call is about, when all of them are written out. */
export function namesOf(
  machine: Machine,
  keys: Values,
  { name, at }: { name: string; at: ts.Node },
): string[] | undefined {
  const whole = takesObject.has(name)
    ? join(...keys.map((key) => machine.member(key, "metadata", at)))
    : keys;
  return textsOf(
    join(...whole.map((key) => (key.kind === "object" ? machine.member(key, "name", at) : [data]))),
  );
}

/** What a method answers with. */
export function instances(machine: Machine, targets: readonly Target[], name: string): Values {
  const { store } = machine;
  const objects = targets.map((target) => instance(machine, target));
  if (objects.length === 0) return [data];
  const key = objects.map(({ id }) => id).join();
  const list = store.list(`of ${key}`, 0);
  store.add(list.rest, objects);
  if (name === "list") {
    const answer = store.object(`answer ${key}`);
    store.add(store.cellOf(answer.fields, "items"), [list]);
    return [answer];
  }
  if (name !== "watch") return objects;
  const event = store.object(`event ${key}`);
  store.add(store.cellOf(event.fields, "object"), objects);
  const events = store.list(`events ${key}`, 0);
  store.add(events.rest, [event]);
  return [events];
}

function subresource(
  machine: Machine,
  { targets, names }: { targets: readonly Target[]; names: Values },
  call: Call,
): Values {
  const { ledger, store } = machine;
  const texts = textsOf(names);
  if (!texts) {
    if (names.length > 0 || store.phase === "settled")
      ledger.unknown(call.node, "cannot tell which subresource this is", call.node);
    return [data];
  }
  return texts.map((name) => {
    const key = `subresource ${name} ${JSON.stringify(targets)} ${store.node(call.node)}`;
    return store.value(key, (id): SubresourceValue => ({
      kind: "subresource",
      id,
      targets,
      name,
      call: call.node,
    }));
  });
}

function subresourceCall(
  machine: Machine,
  { of, name }: { of: SubresourceValue; name: string },
  call: Call,
): Values {
  const verbs = subresourceVerbs[name];
  const names = namesOf(machine, call.args[0] ?? [], { name: "get", at: call.node });
  // a tag may stand at either place
  if (verbs) machine.ledger.needs(of.targets, [{ verbs, subresource: of.name }], { call: of.call, names });
  return [data];
}

function untypedCall(
  machine: Machine,
  { name, elsewhere }: { name: string; elsewhere: boolean },
  call: Call,
): Values {
  const [first = [], second = []] = call.args;
  const handles = namedHandles(machine, first, call.node);
  if (elsewhere) return [data];
  const targets = targetsOf(machine, handles, call);
  if (name === "subresource") return subresource(machine, { targets, names: second }, call);
  const keys = takesObject.has(name) ? first : second;
  return doneWith(machine, { targets, name, names: namesOf(machine, keys, { name, at: call.node }) }, call);
}

function discoveryCall(machine: Machine, name: string, { args: [names = []], node }: Call): Values {
  if (name === "resource") return namedHandles(machine, names, node);
  const list = machine.store.list("kinds", 0);
  machine.store.add(list.rest, [anyHandle]);
  return [list];
}

function quietTargets(handles: Values): Target[] {
  return handles.flatMap((value) => (value.kind === "handle" ? [value.target] : []));
}

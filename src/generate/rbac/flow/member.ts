import type { ts } from "ts-morph";
import { clientVerbs, subresourceVerbs } from "../client-verbs.ts";
import { basesOf, isStatic } from "./invoke.ts";
import { itemsOf, itemAt } from "./items.ts";
import type { Machine } from "./machine.ts";
import { declaredMember, propertyNames } from "./property-names.ts";
import { isClientName, refine } from "./refine.ts";
import { absent, data, join, otherClient, ownClient, valuesOf } from "./store.ts";
import type { ClassValue, ObjectValue, Value, Values } from "./value.ts";

/** What is behind a name of a value; `*` is any of them. */
export function member(machine: Machine, of: Value, { name, at }: { name: string; at: ts.Node }): Values {
  if (promised.has(name) && of.kind !== "foreign")
    return [machine.store.value(`method ${of.id} ${name}`, (id) => ({ kind: "method", id, of, name }))];
  if (of.kind === "object") return ofObject(machine, of, { name, at });
  if (of.kind === "context") return ofContext(machine, of, name);
  if (of.kind === "class") return ofClass(machine, of, { name, self: [of] });
  if (of.kind === "module") return name === "*" ? [data] : machine.exportOf(of.path, name);
  if (of.kind === "list" && /^\d+$|^\*$/.test(name))
    return name === "*" ? itemsOf([of]) : itemAt(of, Number(name));
  if (of.kind === "library" && of.name === "*") {
    const { module } = of;
    return [
      machine.store.value(`library ${module} ${name}`, (id) => ({ kind: "library", id, module, name })),
    ];
  }
  if (of.kind === "client" && name === "discovery")
    return [machine.store.value("discovery", (id) => ({ kind: "discovery", id }))];
  if (of.kind === "foreign" || of.kind === "unknown")
    return isClientName(name) ? [ownClient] : [of, ...method(machine, of, name)];
  if (of.kind === "data") return isClientName(name) ? [ownClient] : [data];
  return isCalled(of, name) ? method(machine, of, name) : [data];
}

/** Methods of a promise, which is taken for what it comes to. */
const promised: ReadonlySet<string> = new Set(["then", "catch", "finally"]);

function method(machine: Machine, of: Value, name: string): Values {
  if (of.kind === "unknown" && !Object.hasOwn(clientVerbs, name)) return [];
  if (of.kind === "foreign") return [];
  return [machine.store.value(`method ${of.id} ${name}`, (id) => ({ kind: "method", id, of, name }))];
}

/** Whether a name of a value is something that can be called, which matters. */
function isCalled({ kind }: Value, name: string): boolean {
  switch (kind) {
    case "client":
      return name === "*" || name === "subresource" || name === "request" || Object.hasOwn(clientVerbs, name);
    case "untyped":
      return name === "subresource" || Object.hasOwn(clientVerbs, name);
    case "subresource":
      return Object.hasOwn(subresourceVerbs, name);
    case "discovery":
      return name === "resource" || name === "kinds";
    case "function":
    case "method":
    case "bound":
    case "sink":
      return ["bind", "call", "apply"].includes(name);
    case "list":
    case "map":
    case "controller":
    case "operator":
    case "library":
      return true;
    default:
      return false;
  }
}

function ofContext(machine: Machine, of: Extract<Value, { kind: "context" }>, name: string): Values {
  const { record, elsewhere } = of;
  const client = elsewhere ? otherClient : ownClient;
  const instances = record.targets.map((target) => instance(machine, target));
  switch (name) {
    case "*":
      record.uses.add("status").add("events");
      return [client, ...instances];
    case "status":
    case "events":
      record.uses.add(name);
      return [data];
    case "client":
      return [client];
    case "object":
      return instances.length > 0 ? instances : [data];
    case "cluster":
      return [
        machine.store.value("library context cluster", (id) => ({
          kind: "library",
          id,
          module: "context",
          name,
        })),
      ];
    default:
      return [data];
  }
}

export function instance(machine: Machine, target: Extract<Value, { kind: "instance" }>["target"]): Value {
  return machine.store.value(`instance ${target.group} ${target.plural}`, (id) => ({
    kind: "instance",
    id,
    target,
  }));
}

function ofObject(machine: Machine, of: ObjectValue, { name, at }: { name: string; at: ts.Node }): Values {
  if (name === "*") {
    const own = [...of.fields.values()].flatMap(valuesOf);
    const inherited = valuesOf(of.bases).flatMap((base) => machine.member(base, "*", at));
    return join(own, inherited, valuesOf(of.others));
  }
  const own = of.fields.get(name);
  const declared = of.of ? ofClass(machine, of.of, { name, self: [of] }) : [];
  const found = join(own ? valuesOf(own) : [], declared);
  if (found.length > 0)
    return own ? refine(found, { machine, name, type: typeOfField(machine, of, name) }) : found;
  const inherited = valuesOf(of.bases).flatMap((base) => machine.member(base, name, at));
  const more = join(inherited, valuesOf(of.others));
  if (more.length > 0) return more;
  return missing(machine, of, { name, hasField: own !== undefined });
}

/** A field that nothing has set: its type tells, or its name. */
function missing(
  machine: Machine,
  of: ObjectValue,
  { name, hasField }: { name: string; hasField: boolean },
): Values {
  const { store } = machine;
  if (of.of && basesOf(machine, of.of).some(({ kind }) => kind === "foreign" || kind === "unknown"))
    return [data];
  const type = typeOfField(machine, of, name);
  if (!type && !hasField && !isClientName(name)) return [absent];
  if (of.type)
    return refine([store.value("unknown", () => ({ kind: "unknown", id: "unknown" }))], {
      machine,
      name,
      type,
    });
  return refine([], { machine, name, type });
}

function typeOfField(machine: Machine, { of, type }: ObjectValue, name: string): ts.TypeNode | undefined {
  const { compiler: ts } = machine.session;
  for (let current = of; current;) {
    for (const one of current.node.members) {
      if (ts.isPropertyDeclaration(one) && one.name.getText() === name) return one.type;
      if (!ts.isConstructorDeclaration(one)) continue;
      const parameter = one.parameters.find((given) => given.name.getText() === name);
      if (parameter) return parameter.type;
    }
    current = basesOf(machine, current).find((base): base is ClassValue => base.kind === "class");
  }
  const members = type && (ts.isInterfaceDeclaration(type) || ts.isTypeLiteralNode(type)) ? type.members : [];
  const found = members.find((one) => one.name?.getText() === name);
  return found && ts.isPropertySignature(found) ? found.type : undefined;
}

/** A method or a static field, of the class or of what it extends. */
function ofClass(machine: Machine, of: ClassValue, { name, self }: { name: string; self: Values }): Values {
  const { compiler: ts } = machine.session;
  const wantsStatic = self.some(({ kind }) => kind === "class");
  for (const one of of.node.members) {
    if (isStatic(machine, one) !== wantsStatic || !one.name) continue;
    if (!propertyNames(machine, one.name, of.scope)?.includes(name)) continue;
    if (ts.isMethodDeclaration(one) || ts.isGetAccessorDeclaration(one)) {
      if (!one.body) continue;
      return declaredMember(machine, one, { self, scope: of.scope, within: of });
    }
    if (wantsStatic && ts.isPropertyDeclaration(one) && one.initializer)
      return machine.evaluate(one.initializer, of.scope);
  }
  return basesOf(machine, of).flatMap((base) =>
    base.kind === "class" ? ofClass(machine, base, { name, self: wantsStatic ? [base] : self }) : [],
  );
}

import type { ts } from "ts-morph";
import { declaredMember, propertyNames } from "./property-names.ts";
import { itemsOf } from "./items.ts";
import type { Machine } from "./machine.ts";
import { data, valuesOf } from "./store.ts";
import { namedHandles, targetOf } from "./targets.ts";
import type { ListValue, ObjectValue, Scope, Values } from "./value.ts";

/** `{ client, kind: Pod, ...rest, method() {} }`. */
export function objectLiteral(machine: Machine, node: ts.ObjectLiteralExpression, scope: Scope): ObjectValue {
  const { store } = machine;
  const object = store.object(`${store.node(node)} ${scope.id}`);
  for (const property of node.properties) addProperty(machine, property, { object, scope });
  if (blocksOwner(machine, node)) noteOwner(machine, node, object);
  return object;
}

/** Whether it is an owner reference that blocks its owner's deletion; alone it is an option. */
function blocksOwner({ session }: Machine, { properties }: ts.ObjectLiteralExpression): boolean {
  const { compiler: ts } = session;
  return (
    properties.length > 1 &&
    properties.some(
      (one) =>
        ts.isPropertyAssignment(one) &&
        one.name.getText() === "blockOwnerDeletion" &&
        one.initializer.kind !== ts.SyntaxKind.FalseKeyword,
    )
  );
}

function noteOwner(machine: Machine, node: ts.ObjectLiteralExpression, object: ObjectValue): void {
  const { ledger, session } = machine;
  for (const handle of namedHandles(machine, [object], node)) {
    const target = targetOf(handle, session);
    if (target) ledger.needs([target], [{ verbs: ["update"], subresource: "finalizers" }], { call: node });
    else ledger.ownersUnknown = true;
  }
}

function addProperty(
  machine: Machine,
  property: ts.ObjectLiteralElementLike,
  { object, scope }: { object: ObjectValue; scope: Scope },
): void {
  const { session, store } = machine;
  const { compiler: ts } = session;
  if (ts.isSpreadAssignment(property)) {
    const values = machine.evaluate(property.expression, scope);
    store.add(object.bases, values);
    // what is spread over a field may be meant, too
    for (const [name, cell] of object.fields)
      for (const value of values)
        store.add(cell, value.kind !== "object" ? [data] : valuesOf(value.fields.get(name) ?? store.cell()));
    return;
  }
  const values = ts.isPropertyAssignment(property)
    ? machine.evaluate(property.initializer, scope)
    : ts.isShorthandPropertyAssignment(property)
      ? machine.lookUp(property.name, scope)
      : declaredMember(machine, property, { self: [object], scope });
  const names = propertyNames(machine, property.name, scope);
  for (const name of names ?? []) store.add(store.cellOf(object.fields, name), values);
  if (!names) store.add(object.others, values);
}

/** `[a, b, ...rest]`. */
export function arrayLiteral(machine: Machine, node: ts.ArrayLiteralExpression, scope: Scope): ListValue {
  const { session, store } = machine;
  const { compiler: ts } = session;
  const spread = node.elements.findIndex((element) => ts.isSpreadElement(element));
  const known = spread < 0 ? node.elements.length : spread;
  const list = store.list(`${store.node(node)} ${scope.id}`, known);
  for (const [index, element] of node.elements.entries()) {
    const values = ts.isSpreadElement(element)
      ? itemsOf(machine.evaluate(element.expression, scope))
      : machine.evaluate(element, scope);
    store.add(list.items[index] && index < known ? list.items[index] : list.rest, values);
  }
  return list;
}

/** `pods/${name}`: what is not known of it is a hole. */
export function templateText(machine: Machine, node: ts.TemplateExpression, scope: Scope): Values {
  let texts = [node.head.text];
  for (const span of node.templateSpans) {
    const values = machine.evaluate(span.expression, scope);
    const parts = [...new Set(values.map((value) => (value.kind === "text" ? value.text : "\0")))];
    texts = texts.flatMap((text) => parts.map((part) => text + part + span.literal.text));
  }
  return texts.length > 16 ? [data] : texts.map((text) => machine.store.text(text));
}

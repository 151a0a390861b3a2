import type { ts } from "ts-morph";
import { itemAt, itemsOf } from "./items.ts";
import type { Machine } from "./machine.ts";
import { propertyNames } from "./property-names.ts";
import { join, present, unknown } from "./store.ts";
import type { Scope, Value, Values } from "./value.ts";

/** Names that a pattern introduces. */
export function boundNames(machine: Machine, name: ts.BindingName): ts.Identifier[] {
  const { compiler: ts } = machine.session;
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? boundNames(machine, element.name) : [],
  );
}

/** Sets the names of a pattern. */
export function bind(
  machine: Machine,
  name: ts.BindingName,
  { values, scope, type }: { values: Values; scope: Scope; type?: ts.TypeNode | undefined },
): void {
  const { session, store } = machine;
  const { compiler: ts } = session;
  if (ts.isIdentifier(name)) {
    store.add(store.cellOf(scope.cells, name.text), values);
    if (type) scope.types.set(name.text, type);
    return;
  }
  const typed =
    type && values.every(({ kind }) => kind === "unknown" || kind === "foreign") ? machine.typed(type) : [];
  const found = typed.length > 0 ? typed : values;
  const from = found.length > 0 || store.phase !== "settled" ? found : [unknown];
  for (const [index, element] of name.elements.entries()) {
    if (!ts.isBindingElement(element)) continue;
    const part = ts.isArrayBindingPattern(name)
      ? ofList(from, index, element.dotDotDotToken !== undefined)
      : ofObject(machine, from, { element, scope });
    const defaults = element.initializer ? machine.evaluate(element.initializer, scope) : [];
    const given = element.initializer ? present(part) : part;
    bind(machine, element.name, { values: join(given, defaults), scope });
  }
}

function ofList(values: Values, index: number, isRest: boolean): Values {
  // the rest of a list is taken for the whole of it
  return isRest ? values : join(...values.map((value) => itemAt(value, index)));
}

function ofObject(
  machine: Machine,
  values: Values,
  { element, scope }: { element: ts.BindingElement; scope: Scope },
): Values {
  if (element.dotDotDotToken) return values;
  const names = propertyNames(machine, element.propertyName ?? element.name, scope) ?? ["*"];
  return join(...values.flatMap((value: Value) => names.map((name) => machine.member(value, name, element))));
}

/** Sets what stands on the left of `=`. */
export function assign(
  machine: Machine,
  target: ts.Expression,
  { values, scope }: { values: Values; scope: Scope },
): void {
  const { session, store } = machine;
  const { compiler: ts } = session;
  if (ts.isIdentifier(target)) {
    for (let around: Scope | undefined = scope; around; around = around.parent) {
      const cell = around.cells.get(target.text);
      if (cell) return store.add(cell, values);
    }
  } else if (ts.isPropertyAccessExpression(target)) {
    for (const value of machine.evaluate(target.expression, scope))
      if (value.kind === "object") store.add(store.cellOf(value.fields, target.name.text), values);
  } else if (ts.isElementAccessExpression(target)) assignElement(machine, target, { values, scope });
  else if (
    ts.isParenthesizedExpression(target) ||
    ts.isAsExpression(target) ||
    ts.isNonNullExpression(target)
  )
    assign(machine, target.expression, { values, scope });
  else assignPattern(machine, target, { values, scope });
}

function assignElement(
  machine: Machine,
  target: ts.ElementAccessExpression,
  { values, scope }: { values: Values; scope: Scope },
): void {
  const { store } = machine;
  const names = machine.evaluate(target.argumentExpression, scope);
  for (const value of machine.evaluate(target.expression, scope)) {
    if (value.kind === "list") store.add(value.rest, values);
    if (value.kind !== "object") continue;
    for (const name of names)
      if (name.kind === "text" && !name.text.includes("\0"))
        store.add(store.cellOf(value.fields, name.text), values);
      else store.add(value.others, values);
  }
}

/** `({ get } = client)`, `[a, b] = list`. */
function assignPattern(
  machine: Machine,
  target: ts.Expression,
  { values, scope }: { values: Values; scope: Scope },
): void {
  const { compiler: ts } = machine.session;
  if (ts.isBinaryExpression(target)) {
    const defaults = machine.evaluate(target.right, scope);
    assign(machine, target.left, { values: join(values, defaults), scope });
  } else if (ts.isArrayLiteralExpression(target)) {
    for (const [index, element] of target.elements.entries())
      if (ts.isSpreadElement(element)) assign(machine, element.expression, { values, scope });
      else assign(machine, element, { values: join(...values.map((value) => itemAt(value, index))), scope });
  } else if (ts.isObjectLiteralExpression(target)) {
    for (const property of target.properties) assignProperty(machine, property, { values, scope });
  } else machine.evaluate(target, scope);
}

function assignProperty(
  machine: Machine,
  property: ts.ObjectLiteralElementLike,
  { values, scope }: { values: Values; scope: Scope },
): void {
  const { compiler: ts } = machine.session;
  if (ts.isSpreadAssignment(property)) return assign(machine, property.expression, { values, scope });
  const names = propertyNames(machine, property.name, scope) ?? ["*"];
  const found = join(
    ...values.flatMap((value) => names.map((name) => machine.member(value, name, property))),
  );
  if (ts.isShorthandPropertyAssignment(property)) {
    const { objectAssignmentInitializer: given } = property;
    const defaults = given ? machine.evaluate(given, scope) : [];
    assign(machine, property.name, { values: join(found, defaults), scope });
  } else if (ts.isPropertyAssignment(property))
    assign(machine, property.initializer, { values: found, scope });
}

/** What a loop goes through, one after another; many are taken together. */
export function eachItem(values: Values): Values[] {
  const items = itemsOf(values);
  return items.length > 40 ? [items] : items.map((item) => [item]);
}

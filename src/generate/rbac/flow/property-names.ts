import type { ts } from "ts-morph";
import type { Machine } from "./machine.ts";
import { textsOf } from "./store.ts";
import type { ClassValue, Scope, Values } from "./value.ts";

/** The names that a property may have; undefined when they are made of something that is not known. */
export function propertyNames(
  machine: Machine,
  name: ts.PropertyName | ts.BindingName | undefined,
  scope: Scope,
): readonly string[] | undefined {
  const { compiler: ts } = machine.session;
  if (!name) return [];
  if (ts.isComputedPropertyName(name)) return textsOf(machine.evaluate(name.expression, scope));
  return "text" in name ? [name.text] : [name.getText()];
}

/** A method, or what a getter returns. */
export function declaredMember(
  machine: Machine,
  member: ts.MethodDeclaration | ts.GetAccessorDeclaration | ts.SetAccessorDeclaration,
  { self, scope, within }: { self: Values; scope: Scope; within?: ClassValue },
): Values {
  const { session, store } = machine;
  const { compiler: ts } = session;
  const owner = self.map(({ id }) => id).join();
  const method = store.value(`function ${store.node(member)} ${scope.id} ${owner}`, (id) => ({
    kind: "function" as const,
    id,
    node: member,
    scope,
    self,
    ...(within ? { within } : {}),
  }));
  return ts.isGetAccessorDeclaration(member) ? machine.invoke(method, { args: [], node: member }) : [method];
}

import type { ts } from "ts-morph";
import type { Session } from "../session.ts";
import { findBinding } from "./bindings.ts";

/** Whether an expression is a client: the handler's, under whatever name it was taken, something of the type `Client`, or something called so. */
export function isClient(node: ts.Expression, session: Session): boolean {
  const { compiler: ts } = session;
  if (ts.isPropertyAccessExpression(node)) return isClientName(node.name.text);
  if (ts.isCallExpression(node)) return makesClient(node, session);
  if (!ts.isIdentifier(node)) return false;
  if (isClientName(node.text)) return true;
  const binding = findBinding(node, session);
  if (!binding) return false;
  if (ts.isBindingElement(binding)) return binding.propertyName?.getText() === "client";
  if (binding.initializer && isClient(binding.initializer, session)) return true;
  return binding.type !== undefined && isClientType(binding.type, session);
}

/** `Client` of the library. */
export function isClientType(type: ts.TypeNode, { compiler: ts, sources }: Session): boolean {
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return false;
  const meaning = sources.meaning(type.typeName.text, type, "type");
  return meaning?.kind === "library" && meaning.module === "kubewright" && meaning.name === "Client";
}

/** `clientWith(client, {…})`, `createClient(connection)`. */
function makesClient({ expression }: ts.CallExpression, { compiler: ts, sources }: Session): boolean {
  if (!ts.isIdentifier(expression)) return false;
  const meaning = sources.meaning(expression.text, expression, "value");
  const makers = ["clientWith", "createClient"];
  return meaning?.kind === "library" && meaning.module === "kubewright" && makers.includes(meaning.name);
}

function isClientName(name: string): boolean {
  return name.replace(/^#/, "").toLowerCase().endsWith("client");
}

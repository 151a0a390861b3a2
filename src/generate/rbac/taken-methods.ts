import type { ts } from "ts-morph";
import type { Session } from "../session.ts";
import { findBinding } from "./bindings.ts";
import { clientVerbs } from "./client-verbs.ts";
import { isClient, isClientType } from "./is-client.ts";
import { reportUnknown } from "./rule-context.ts";

/** The method of a client behind what is called, where it is not simply `client.get`: `client["get"]`, or `get` after `const { get } = client`. */
export function takenMethod(callee: ts.Expression, session: Session): string | undefined {
  const { compiler: ts } = session;
  if (ts.isElementAccessExpression(callee)) {
    const { argumentExpression: name } = callee;
    return ts.isStringLiteralLike(name) && isClient(callee.expression, session) ? name.text : undefined;
  }
  if (!ts.isIdentifier(callee)) return undefined;
  const binding = findBinding(callee, session);
  return binding && ts.isBindingElement(binding) && isOfClient(binding, session)
    ? methodName(binding)
    : undefined;
}

/** Reports methods of a client that are taken from it so that what they are called with cannot be seen: `client.get.bind(client)`, `{ ...rest } = client`. */
export function reportTaken(node: ts.Node, session: Session): void {
  const { compiler: ts } = session;
  if (isUnseen(node, session)) {
    const message = `cannot tell which resources "${node.getText()}" is called with, as it is not called here`;
    reportUnknown(node, message, { call: node, session });
  }
  if (!ts.isBindingElement(node) || !isOfClient(node, session)) return;
  const method = methodName(node);
  const followed = ts.isIdentifier(node.name) && findBinding(node.name, session) === node;
  if (!isMethod(method) || (method !== undefined && followed)) return;
  const message = `cannot tell which resources "${node.getText()}" of a client is called with`;
  reportUnknown(node, message, { call: node, session });
}

/** Whether a node reads a method of a client without calling it. */
function isUnseen(node: ts.Node, session: Session): boolean {
  const { compiler: ts } = session;
  const isCalled = (read: ts.Node) => ts.isCallExpression(read.parent) && read.parent.expression === read;
  if (ts.isPropertyAccessExpression(node))
    return isMethod(node.name.text) && !isCalled(node) && isClient(node.expression, session);
  if (ts.isElementAccessExpression(node)) {
    const literal = ts.isStringLiteralLike(node.argumentExpression);
    return !(literal && isCalled(node)) && isClient(node.expression, session);
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return ts.isObjectLiteralExpression(node.left) && isClient(node.right, session);
  if (!ts.isIdentifier(node) || !isValue(node, session) || isCalled(node)) return false;
  const taken = takenMethod(node, session);
  return taken !== undefined && isMethod(taken);
}

/** Whether a name stands for what it is bound to: not a name of a property, nor where it is bound. */
function isValue(node: ts.Identifier, { compiler: ts }: Session): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent) || ts.isParameter(parent) || ts.isVariableDeclaration(parent))
    return parent.initializer === node;
  return !ts.isTypeNode(parent) && !ts.isQualifiedName(parent) && !ts.isImportSpecifier(parent);
}

/** Whether an element takes something out of a client: `{ get } = client`, `({ client: { get } }) => …`, `({ get }: Client) => …`. */
function isOfClient({ parent }: ts.BindingElement, session: Session): boolean {
  const { compiler: ts } = session;
  if (!ts.isObjectBindingPattern(parent)) return false;
  const whole = parent.parent;
  if (ts.isBindingElement(whole)) return whole.propertyName?.getText() === "client";
  const { initializer, type } = whole;
  return (
    (initializer !== undefined && isClient(initializer, session)) ||
    (type !== undefined && isClientType(type, session))
  );
}

/** Undefined when any of them may be meant: a rest, a name that is made. */
function methodName({ propertyName, name, dotDotDotToken }: ts.BindingElement): string | undefined {
  if (dotDotDotToken) return undefined;
  const text = (propertyName ?? name).getText();
  return text.startsWith("[") ? undefined : text.replace(/^["']|["']$/g, "");
}

function isMethod(name: string | undefined): boolean {
  return (
    name === undefined || name === "subresource" || name === "request" || Object.hasOwn(clientVerbs, name)
  );
}

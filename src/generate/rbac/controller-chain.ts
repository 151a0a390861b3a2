import type { ts } from "ts-morph";
import type { Session } from "../session.ts";

/** A method called on what a controller call returns: `.owns(Deployment)`. */
export interface ChainedCall {
  readonly name: string;
  readonly arguments: readonly ts.Expression[];
}

/** Whether a call is the library's `controller(Kind)`. */
export function isControllerCall(
  node: ts.Node,
  { compiler: ts, sources }: Session,
): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const meaning = sources.meaning(node.expression.text, node, "value");
  return meaning?.kind === "library" && meaning.module === "kubewright" && meaning.name === "controller";
}

/**
 * Methods called one after another on what a call returns: `controller(X).owns(Y).finalize(f)`; and on it by its name in the same file, when it was kept
 * in a constant meanwhile.
 */
export function chainedCalls(call: ts.Expression, session: Session): ChainedCall[] {
  const { compiler: ts } = session;
  const calls: ChainedCall[] = [];
  let node: ts.Node = call;
  while (
    ts.isPropertyAccessExpression(node.parent) &&
    node.parent.expression === node &&
    ts.isCallExpression(node.parent.parent)
  ) {
    calls.push({ name: node.parent.name.text, arguments: node.parent.parent.arguments });
    node = node.parent.parent;
  }
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name))
    calls.push(...callsOnName(parent.name, session));
  return calls;
}

/** `base.owns(Pod).reconcile(f)`, anywhere in the file. */
function callsOnName(name: ts.Identifier, session: Session): ChainedCall[] {
  const { compiler: ts } = session;
  const calls: ChainedCall[] = [];
  const visit = (node: ts.Node): void => {
    const isNamed = ts.isIdentifier(node) && node !== name && node.text === name.text;
    if (isNamed && ts.isPropertyAccessExpression(node.parent)) calls.push(...chainedCalls(node, session));
    else ts.forEachChild(node, visit);
  };
  visit(name.getSourceFile());
  return calls;
}

/** Whether an expression is a controller that is being built, also one that was kept in a constant meanwhile. */
export function isController(node: ts.Expression, session: Session): boolean {
  const { compiler: ts, sources } = session;
  if (isControllerCall(node, session)) return true;
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return isController(node.expression.expression, session);
  if (!ts.isIdentifier(node)) return false;
  const meaning = sources.meaning(node.text, node, "value");
  const declaration = meaning?.kind === "declaration" ? meaning.node : undefined;
  return (
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    declaration.initializer !== node &&
    isController(declaration.initializer, session)
  );
}

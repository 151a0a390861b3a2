import type { ts } from "ts-morph";
import type { Session } from "../session.ts";

/** A method called on what a controller call returns: `.owns(Deployment)`. */
export interface ChainedCall {
  readonly name: string;
  readonly arguments: readonly ts.Expression[];
}

/** Whether a call is the library's `controller(Kind)`. */
export function isControllerCall(node: ts.Node, { compiler: ts, sources }: Session): boolean {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const meaning = sources.meaning(node.expression.text, node, "value");
  return meaning?.kind === "library" && meaning.module === "kubewright" && meaning.name === "controller";
}

/** Methods called one after another on what a call returns: `controller(X).owns(Y).finalize(f)`. */
export function chainedCalls(call: ts.CallExpression, { compiler: ts }: Session): ChainedCall[] {
  const calls: ChainedCall[] = [];
  let node: ts.Node = call;
  while (ts.isPropertyAccessExpression(node.parent) && ts.isCallExpression(node.parent.parent)) {
    calls.push({ name: node.parent.name.text, arguments: node.parent.parent.arguments });
    node = node.parent.parent;
  }
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

import type { ts } from "ts-morph";
import type { Session } from "../session.ts";

/** Whether a handler may use a part of its context: it takes `events` from it, or hands the context on. What cannot be seen from here may. */
export function usesContext(handler: ts.Expression, part: string, { compiler: ts }: Session): boolean {
  if (!ts.isArrowFunction(handler) && !ts.isFunctionExpression(handler)) return true;
  const [context] = handler.parameters;
  if (!context) return false;
  const { name } = context;
  if (ts.isObjectBindingPattern(name)) {
    return name.elements.some(
      (element) =>
        element.dotDotDotToken !== undefined || (element.propertyName ?? element.name).getText() === part,
    );
  }
  if (!ts.isIdentifier(name)) return true;
  const mayUse = (node: ts.Node): boolean => {
    if (
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === name.text
    )
      return node.name.text === part;
    if (ts.isIdentifier(node) && node.text === name.text) return true;
    return ts.forEachChild(node, mayUse) ?? false;
  };
  return mayUse(handler.body);
}

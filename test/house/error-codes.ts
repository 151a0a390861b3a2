import ts from "typescript";
import type { SourceFile } from "./source-files.ts";

/**
 * The codes of user errors and diagnostics in a source: `new UserError("CODE"`, `super("CODE"` of its subclasses, and `code: "CODE"`,
 * which diagnostics and tables of rules have. Codes of other errors (Node's, the API's) are not written in these forms.
 */
export function errorCodesOf({ path, text }: SourceFile): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const literal = codeNode(node);
    if (literal && ts.isStringLiteral(literal) && /^[A-Z][A-Z0-9_]+$/.test(literal.text))
      found.push(literal.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function codeNode(node: ts.Node): ts.Node | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === "UserError") return node.arguments?.[0];
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword)
    return node.arguments[0];
  return ts.isPropertyAssignment(node) && node.name.getText() === "code" ? node.initializer : undefined;
}

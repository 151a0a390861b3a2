import ts from "typescript";
import { rules } from "../../src/sandbox/registry/built-in/rules.ts";
import type { SourceFile } from "./source-files.ts";

/** What the sandbox says that it lacks: the fixed parts of each text given to `notImplemented`, and what kinds name as missing. */
export function refusalsOf(files: readonly SourceFile[]): string[] {
  const texts = files.flatMap(({ path, text }) => {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === "notImplemented")
        found.push(...node.arguments.flatMap(fixedParts));
      if (ts.isPropertyAssignment(node) && node.name.getText() === "missing")
        found.push(...fixedParts(node.initializer));
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
  const missing = Object.values(rules).flatMap((rule) => rule.missing ?? []);
  return [...new Set([...texts, ...missing].filter((text) => /\w/.test(text)))];
}

function fixedParts(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return [];
  return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].map((text) => text.trim());
}

import type { ts } from "ts-morph";
import { commentsOfLineAbove } from "./comments-before.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** TypeScript takes a comment on the line of what stands before for a comment of that: it would be lost. */
export function reportLostComment(node: ts.Node, name: ts.Node, context: TypeContext): void {
  const source = node.getSourceFile();
  // nothing stands before the first line of a file
  if (source.text.slice(0, node.getFullStart()).trim() === "") return;
  const lost = commentsOfLineAbove(node, context.compiler);
  if (lost.length === 0) return;
  for (const { pos } of lost) context.comments.skip(source, pos);
  const what = context.compiler.isTypeElement(node) || context.compiler.isClassElement(node);
  refuse(name, context, {
    message: `the comment before this ${what ? "property" : "type"} belongs to the line above`,
    hint: `Put the ${what ? "property" : "type"} on a line of its own.`,
  });
}

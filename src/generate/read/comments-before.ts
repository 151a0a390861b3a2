import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";

/** The comments that are about a node: those on the lines above it, and those before it on its own line: `{ /** … *\/ a: string; /** … *\/ b: string }`. */
export function commentsBefore(node: ts.Node, ts: Compiler): readonly ts.CommentRange[] {
  const { text } = node.getSourceFile();
  const pos = node.getFullStart();
  const slash = text.indexOf("/", pos);
  // most nodes have none
  if (slash < 0 || slash >= node.getStart()) return [];
  const above = ts.getLeadingCommentRanges(text, pos) ?? [];
  return pos === 0 ? above : [...besideBefore(node, ts).filter((range) => isOnLine(range, node)), ...above];
}

/** The doc comments that end the line of what stands before a node. */
export function commentsOfLineAbove(node: ts.Node, ts: Compiler): readonly ts.CommentRange[] {
  const { text } = node.getSourceFile();
  return besideBefore(node, ts).filter(
    (range) => text.startsWith("/**", range.pos) && !isOnLine(range, node),
  );
}

/** What the compiler takes for comments of what stands before: they begin on its line. */
function besideBefore(node: ts.Node, ts: Compiler): readonly ts.CommentRange[] {
  return ts.getTrailingCommentRanges(node.getSourceFile().text, node.getFullStart()) ?? [];
}

function isOnLine({ end }: ts.CommentRange, node: ts.Node): boolean {
  const source = node.getSourceFile();
  return !source.text.slice(end, node.getStart(source)).includes("\n");
}

import type { ts } from "ts-morph";
import type { Tag } from "../model/type.ts";
import type { Compiler } from "./compiler.ts";
import { parseMarkerComment } from "./doc-comment.ts";

/**
 * The markers of line comments above a file's first statement. Where that is a declaration, a comment right before it is about it, and only those
 * with an empty line below are the file's.
 */
export function readFileMarkers(compiler: Compiler, source: ts.SourceFile): Tag[] {
  const { text } = source;
  return detachedComments(compiler, source)
    .flatMap(({ pos, end }) => parseMarkerComment(source, { text: text.slice(pos, end), offset: pos }) ?? [])
    .filter(isFileMarker);
}

/** Whether a comment before a node is the file's, and not about the node. */
export function isOfFile(
  tag: Tag,
  offset: number,
  { compiler, node }: { compiler: Compiler; node: ts.Node },
): boolean {
  const source = node.getSourceFile();
  if (node !== source.statements[0] || !isFileMarker(tag)) return false;
  return detachedComments(compiler, source).some(({ pos }) => pos === offset);
}

/** Markers that controller-gen reads of a package. */
function isFileMarker({ name }: Tag): boolean {
  return /^\+(groupName|versionName|kubebuilder:skip|kubebuilder:validation:(Optional|Required))$/.test(name);
}

function detachedComments(compiler: Compiler, source: ts.SourceFile): readonly ts.CommentRange[] {
  const [first] = source.statements;
  const comments = compiler.getLeadingCommentRanges(source.text, 0) ?? [];
  const isImport = !first || compiler.isImportDeclaration(first) || compiler.isExportDeclaration(first);
  return isImport ? comments : comments.slice(0, attachedFrom(source.text, comments, first));
}

/** The index of the first comment that no empty line separates from the statement. */
function attachedFrom(text: string, comments: readonly ts.CommentRange[], first: ts.Statement): number {
  let next = first.getStart();
  let index = comments.length;
  for (; index > 0; index--) {
    const { pos, end } = comments[index - 1] ?? { pos: 0, end: 0 };
    if (/\n\s*\n/.test(text.slice(end, next))) break;
    next = pos;
  }
  return index;
}

import type { ts } from "ts-morph";
import type { Tag } from "../model/type.ts";
import { positionAt } from "../read/problems.ts";

/** The `@rbac` lines of a comment that is no JSDoc: `// @rbac …`, or a line of a block. */
export function plainCommentTags(source: ts.SourceFile, { pos, end }: ts.CommentRange): Tag[] {
  const text = source.text.slice(pos, end);
  if (text.startsWith("/**")) return [];
  const lines = text.replace(/\*\/$/, "").matchAll(/^((?:\/\/|\/\*)?[ \t]*\*?[ \t]*)@rbac\b[ \t]*(.*)$/gm);
  return [...lines].map(({ index, 1: before = "", 2: words = "" }) => ({
    name: "rbac",
    text: words.trim(),
    position: positionAt(source, pos + index + before.length),
  }));
}

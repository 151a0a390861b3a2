import type { ts } from "ts-morph";
import type { PolicyRule } from "../../kube/rbac.ts";
import { commentRanges, CommentReader, isRbac, readAllTags } from "../read/comment-reader.ts";
import type { Session } from "../session.ts";
import { plainCommentTags } from "./plain-comment-tags.ts";
import { parseRbacTag, type ScopedRule } from "./rbac-tag.ts";

/** The rules that the comments of a file ask for, wherever they stand. */
export function taggedRules(source: ts.SourceFile, session: Session): ScopedRule[] {
  if (!source.text.includes("rbac")) return [];
  const plain = commentRanges(session.compiler, source).flatMap((range) => plainCommentTags(source, range));
  return [...readAllTags(session.compiler, source), ...plain].filter(isRbac).flatMap((tag) => {
    const rule = parseRbacTag(tag);
    if (typeof rule !== "string") return [rule];
    session.problems.error(tag.position, {
      code: "RBAC_INVALID",
      message: `cannot read the @rbac tag: ${rule}`,
      hint: "For example: @rbac groups=apps,resources=deployments,verbs=get;list;watch",
    });
    return [];
  });
}

/** The rules that the comments before a node, and before what it stands in, ask for. */
export function taggedAround(node: ts.Node, { compiler }: Session): PolicyRule[] {
  const rules: PolicyRule[] = [];
  if (!node.getSourceFile().text.includes("rbac")) return rules;
  const comments = new CommentReader(compiler);
  for (let around: ts.Node = node; !compiler.isSourceFile(around); around = around.parent) {
    const source = around.getSourceFile();
    const ranges = compiler.getLeadingCommentRanges(source.text, around.pos) ?? [];
    const plain = ranges.flatMap((range) => plainCommentTags(source, range));
    for (const tag of [...comments.read(around).tags.filter(isRbac), ...plain]) {
      const rule = parseRbacTag(tag);
      if (typeof rule !== "string") rules.push(rule.rule);
    }
  }
  return rules;
}

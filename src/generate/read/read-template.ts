import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";

/** The pattern of a template literal type of texts and numbers; undefined when there is something else in it. */
export function templatePattern(compiler: Compiler, node: ts.TemplateLiteralTypeNode): string | undefined {
  const parts = node.templateSpans.map((span) => {
    const inner = placeholderPattern(compiler, span.type);
    return inner === undefined ? undefined : inner + escape(span.literal.text);
  });
  return parts.includes(undefined) ? undefined : `^${escape(node.head.text)}${parts.join("")}$`;
}

function placeholderPattern(ts: Compiler, type: ts.TypeNode): string | undefined {
  if (type.kind === ts.SyntaxKind.StringKeyword) return "[\\s\\S]*";
  if (type.kind === ts.SyntaxKind.NumberKeyword) return "-?[0-9]+(\\.[0-9]+)?";
  if (type.kind === ts.SyntaxKind.BigIntKeyword) return "-?[0-9]+";
  if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return escape(type.literal.text);
  if (!ts.isUnionTypeNode(type)) return undefined;
  const alternatives = type.types.map((alternative) => placeholderPattern(ts, alternative));
  return alternatives.includes(undefined) ? undefined : `(${alternatives.join("|")})`;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

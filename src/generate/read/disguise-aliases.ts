import type { ts } from "ts-morph";
import type { CommentReader } from "./comment-reader.ts";
import type { Compiler } from "./compiler.ts";
import { knownType } from "./known-types.ts";
import type { Sources } from "./sources.ts";

interface Disguise {
  readonly compiler: Compiler;
  readonly sources: Sources;
  readonly comments: CommentReader;
}

/** What a disguised alias is for the compiler: a literal that nothing else is. */
export type Masks = Map<string | number, ts.TypeAliasDeclaration>;

/**
 * The compiler forgets the names of scalars while it computes: `type Name = string` with its tags becomes `string`. So that they are found again, aliases
 * of scalars that have tags are shown to it as literals of their own.
 */
export function disguiseAliases(source: ts.SourceFile, masks: Masks, disguise: Disguise): void {
  const { compiler: ts, sources, comments } = disguise;
  const visit = (node: ts.Node): void => {
    if (ts.isModuleDeclaration(node) || ts.isModuleBlock(node)) return ts.forEachChild(node, visit);
    if (!ts.isTypeAliasDeclaration(node) || node.typeParameters) return;
    const kind = scalarKind(node.type, disguise);
    if (!kind || comments.peek(node).tags.length === 0) return;
    // far from any number that is written in an API
    const mask = kind === "number" ? 9e15 + masks.size : `~kubewright:alias:${masks.size}`;
    masks.set(mask, node);
    sources.disguise(node, literalOf(mask, ts));
  };
  ts.forEachChild(source, visit);
}

function literalOf(mask: string | number, ts: Compiler): ts.LiteralTypeNode {
  const { factory } = ts;
  return factory.createLiteralTypeNode(
    typeof mask === "string" ? factory.createStringLiteral(mask) : factory.createNumericLiteral(mask),
  );
}

/** Whether a type is a text or a number, by its syntax. */
function scalarKind(node: ts.TypeNode, disguise: Disguise): "text" | "number" | undefined {
  const { compiler: ts, sources } = disguise;
  if (node.kind === ts.SyntaxKind.StringKeyword || ts.isTemplateLiteralTypeNode(node)) return "text";
  if (ts.isParenthesizedTypeNode(node)) return scalarKind(node.type, disguise);
  if (ts.isLiteralTypeNode(node)) return ts.isStringLiteral(node.literal) ? "text" : undefined;
  if (ts.isIntersectionTypeNode(node)) {
    for (const part of node.types) {
      const kind = scalarKind(part, disguise);
      if (kind) return kind;
    }
  }
  if (!ts.isTypeReferenceNode(node) || node.typeArguments) return undefined;
  const meaning = sources.entity(node.typeName, { node, space: "type" });
  if (meaning?.kind === "declaration") {
    const { node: alias } = meaning;
    return ts.isTypeAliasDeclaration(alias) ? scalarKind(sources.typeOf(alias), disguise) : undefined;
  }
  const schema = meaning?.kind === "library" ? knownType(meaning.name) : undefined;
  if (schema?.type === "integer" || schema?.type === "number") return "number";
  return schema?.type === "string" || schema?.["x-kubernetes-int-or-string"] ? "text" : undefined;
}

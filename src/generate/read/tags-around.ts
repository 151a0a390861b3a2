import type { ts } from "ts-morph";
import type { Tag } from "../model/type.ts";
import type { CommentReader } from "./comment-reader.ts";
import type { Compiler } from "./compiler.ts";
import { isOwnFile } from "./resolve-module.ts";
import type { Sources } from "./sources.ts";

/** Something in the sources that has tags. */
export interface TaggedNode {
  readonly node: ts.Node;
  readonly name: string;
  readonly tags: readonly Tag[];
}

interface Context {
  readonly compiler: Compiler;
  readonly sources: Sources;
  readonly comments: CommentReader;
}

/** What a declaration says by itself, and which others it names. */
interface Known {
  readonly tagged: readonly TaggedNode[];
  readonly named: readonly ts.Node[];
}

/** Makes what finds everything with tags that a type may be made of: in what it names, what that names, and so on at any distance. */
export function tagFinder(context: Context): (node: ts.Node) => readonly TaggedNode[] {
  const known = new Map<ts.Node, Known>();
  return (node) => {
    const seen = new Set<ts.Node>([node]);
    const found: TaggedNode[] = [];
    for (const one of seen) {
      if (isOwnFile(one.getSourceFile().fileName)) continue;
      const own = known.get(one) ?? lookInto(one, context);
      known.set(one, own);
      found.push(...own.tagged);
      for (const declaration of own.named) seen.add(declaration);
    }
    return found.filter(({ node: tagged }) => !isAround(tagged, node));
  };
}

function isAround(outer: ts.Node, inner: ts.Node): boolean {
  return outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;
}

function lookInto(root: ts.Node, context: Context): Known {
  const { compiler: ts, comments, sources } = context;
  const tagged: TaggedNode[] = [];
  const named: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (mayHaveTags(node, ts)) {
      const { tags } = comments.peek(node);
      if (tags.length > 0) tagged.push({ node, tags, name: node.name?.getText() ?? "" });
    }
    const name = nameIn(node, ts);
    const meaning =
      name && sources.entity(name, { node, space: ts.isTypeQueryNode(node) ? "value" : "type" });
    if (meaning?.kind === "declaration") named.push(meaning.node, ...meaning.merged);
    const imported = ts.isImportTypeNode(node) ? importedBy(node, context) : undefined;
    if (imported?.kind === "declaration") named.push(imported.node, ...imported.merged);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return { tagged, named };
}

function mayHaveTags(
  node: ts.Node,
  ts: Compiler,
): node is
  | ts.PropertySignature
  | ts.PropertyDeclaration
  | ts.TypeAliasDeclaration
  | ts.InterfaceDeclaration
  | ts.EnumDeclaration
  | ts.ClassDeclaration {
  return (
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isClassDeclaration(node)
  );
}

function nameIn(node: ts.Node, ts: Compiler): ts.EntityName | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isTypeQueryNode(node)) return node.exprName;
  if (!ts.isExpressionWithTypeArguments(node)) return undefined;
  return ts.isIdentifier(node.expression) ? node.expression : undefined;
}

function importedBy(
  node: ts.ImportTypeNode,
  { compiler: ts, sources }: Context,
): ReturnType<Sources["entity"]> {
  const { argument, qualifier } = node;
  if (!ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal) || !qualifier)
    return undefined;
  const container = sources.exported(
    { module: argument.literal.text, name: "*" },
    { node, space: "namespace" },
  );
  return container && sources.inside(container, qualifier.getText().split("."), "type");
}

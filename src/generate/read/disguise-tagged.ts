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

/** What may have tags of its own, and a type. */
export type Tagged = ts.TypeAliasDeclaration | ts.PropertySignature | ts.PropertyDeclaration;

/** What a literal stands for. */
export interface Mask {
  readonly node: Tagged;
  /** Of a list it is the items that the compiler is shown: here what they are. */
  readonly items?: ts.TypeNode;
}

/** What is disguised, by what it is for the compiler: a literal that nothing else is. */
export type Masks = Map<string | number, Mask>;

/**
 * The compiler forgets names and comments while it computes: `type Name = string` with its tags becomes `string`. So that they are found again, aliases and
 * properties that are scalars, or lists of them, and have tags are shown to it as literals of their own. Returns those that have tags and are something else.
 */
export function disguiseTagged(source: ts.SourceFile, masks: Masks, disguise: Disguise): Tagged[] {
  const plain: Tagged[] = [];
  const { compiler: ts, sources, comments } = disguise;
  const visit = (node: ts.Node): void => {
    const isProperty = ts.isPropertySignature(node) || ts.isPropertyDeclaration(node);
    const isPlain = ts.isTypeAliasDeclaration(node) && !node.typeParameters;
    if ((isProperty || isPlain) && node.type && comments.peek(node).tags.length > 0) {
      const type = shownAs(node.type, { node, masks, disguise });
      if (type) return sources.disguise(node, type);
      plain.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return plain;
}

/** Whether a text has been made of a literal that stands for something. */
export function isMask(text: string): boolean {
  return /~kubewright:/i.test(text);
}

/** What the compiler is shown for the type of something; undefined where it is no scalar and no list of scalars. */
function shownAs(
  type: ts.TypeNode,
  at: { node: Tagged; masks: Masks; disguise: Disguise },
): ts.TypeNode | undefined {
  const { node, masks, disguise } = at;
  const { compiler: ts } = disguise;
  const { factory, SyntaxKind } = ts;
  const place = <N extends ts.Node>(made: N): N => Object.assign(made, { pos: type.pos, end: type.end });
  if (ts.isParenthesizedTypeNode(type)) return shownAs(type.type, at);
  if (ts.isUnionTypeNode(type)) {
    const others = type.types.filter((member) => !isNothing(member, disguise));
    const [only] = others;
    const shown = only && others.length === 1 ? shownAs(only, at) : undefined;
    if (!shown) return undefined;
    const nothing = type.types
      .filter((member) => isNothing(member, disguise))
      .map((member) =>
        ts.isLiteralTypeNode(member)
          ? place(factory.createLiteralTypeNode(place(factory.createNull())))
          : place(factory.createKeywordTypeNode(SyntaxKind.UndefinedKeyword)),
      );
    const union = factory.createUnionTypeNode([...nothing, shown]);
    Object.assign(union.types, { pos: type.pos, end: type.end });
    return place(union);
  }
  if (ts.isTypeOperatorNode(type) && type.operator === SyntaxKind.ReadonlyKeyword) {
    const shown = shownAs(type.type, at);
    return shown && place(factory.createTypeOperatorNode(SyntaxKind.ReadonlyKeyword, shown));
  }
  const items = ts.isArrayTypeNode(type) ? type.elementType : undefined;
  const kind = scalarKind(items ?? type, disguise);
  if (!kind) return undefined;
  // far from any number that is written in an API
  const mask = kind === "number" ? 9e15 + masks.size : `~kubewright:tagged:${masks.size}`;
  masks.set(mask, { node, ...(items ? { items } : {}) });
  const literal =
    typeof mask === "string" ? factory.createStringLiteral(mask) : factory.createNumericLiteral(mask);
  const shown = place(factory.createLiteralTypeNode(place(literal)));
  return items ? place(factory.createArrayTypeNode(shown)) : shown;
}

function isNothing(node: ts.TypeNode, { compiler: ts }: Disguise): boolean {
  if (node.kind === ts.SyntaxKind.UndefinedKeyword) return true;
  return ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
}

/** Whether a type is a text or a number, by its syntax. What is one literal is left alone: it is compared, and names keys. */
function scalarKind(node: ts.TypeNode, disguise: Disguise): "text" | "number" | undefined {
  const { compiler: ts, sources } = disguise;
  if (node.kind === ts.SyntaxKind.StringKeyword || ts.isTemplateLiteralTypeNode(node)) return "text";
  if (ts.isParenthesizedTypeNode(node)) return scalarKind(node.type, disguise);
  if (ts.isIntersectionTypeNode(node)) {
    for (const part of node.types) {
      const kind = scalarKind(part, disguise);
      if (kind) return kind;
    }
  }
  if (!ts.isTypeReferenceNode(node) || node.typeArguments || isParameter(node, disguise)) return undefined;
  const meaning = sources.entity(node.typeName, { node, space: "type" });
  if (meaning?.kind === "declaration") {
    const { node: alias } = meaning;
    return ts.isTypeAliasDeclaration(alias) ? scalarKind(sources.typeOf(alias), disguise) : undefined;
  }
  const schema = meaning?.kind === "library" ? knownType(meaning.name) : undefined;
  if (schema?.type === "integer" || schema?.type === "number") return "number";
  return schema?.type === "string" || schema?.["x-kubernetes-int-or-string"] ? "text" : undefined;
}

/** Whether a name is that of a type parameter around it. */
function isParameter(node: ts.TypeReferenceNode, { compiler: ts }: Disguise): boolean {
  for (let around: ts.Node = node; !ts.isSourceFile(around); around = around.parent) {
    const { typeParameters = [] } = around as { typeParameters?: readonly ts.TypeParameterDeclaration[] };
    if (typeParameters.some(({ name }) => name.text === node.typeName.getText())) return true;
  }
  return false;
}

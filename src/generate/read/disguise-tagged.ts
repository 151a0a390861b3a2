import type { ts } from "ts-morph";
import type { CommentReader } from "./comment-reader.ts";
import type { Compiler } from "./compiler.ts";
import { knownType } from "./known-types.ts";
import { mark } from "./library-declarations.ts";
import type { Sources } from "./sources.ts";

/**
 * What the compiler is shown in another form than it is written: nothing; texts, numbers and what is certainly an object, of which it computes nearly always the same;
 * most, which is all but what has a few values that are compared and name keys; or all that has tags.
 */
export type Disguised = "nothing" | "some" | "most" | "all";

interface Disguise {
  readonly compiler: Compiler;
  readonly sources: Sources;
  readonly comments: CommentReader;
  readonly what: Disguised;
}

/** What may have tags of its own, and a type. */
export type Tagged = ts.TypeAliasDeclaration | ts.PropertySignature | ts.PropertyDeclaration;

/** What a literal or a mark stands for. */
export interface Mask {
  readonly node: Tagged;
  /** Of a list it is the items that the compiler is shown: here what they are. */
  readonly items?: ts.TypeNode;
}

/** What is disguised, by what it is for the compiler: a literal that nothing else is, or a mark with its number. */
export type Masks = Map<string | number, Mask>;

/**
 * The compiler forgets names and comments while it computes: `type Name = string` with its tags becomes `string`. So that they are found again, aliases and
 * properties that have tags are shown to it as literals of their own where they are scalars, or lists of them, and with a mark beside them where they are
 * anything else.
 */
export function disguiseTagged(source: ts.SourceFile, masks: Masks, disguise: Disguise): void {
  const { compiler: ts, sources, what } = disguise;
  if (what === "nothing") return;
  const visit = (node: ts.Node): void => {
    // what is inside is disguised first: it may go on standing there
    ts.forEachChild(node, visit);
    if (!isTagged(node, disguise)) return;
    const type = shownAs(node.type, { node, masks, disguise });
    if (type) sources.disguise(node, type);
  };
  visit(source);
}

/** Whether something has a type, and tags that the compiler forgets. */
export function isTagged(
  node: ts.Node,
  { compiler: ts, comments }: Pick<Disguise, "compiler" | "comments">,
): node is Tagged & { type: ts.TypeNode } {
  const isProperty = ts.isPropertySignature(node) || ts.isPropertyDeclaration(node);
  const isPlain = ts.isTypeAliasDeclaration(node) && !node.typeParameters;
  return (isProperty || isPlain) && node.type !== undefined && comments.peek(node).tags.length > 0;
}

/** Whether a text has been made of a literal that stands for something. */
export function isMask(text: string): boolean {
  return /~kubewright:/i.test(text);
}

interface Place {
  readonly node: Tagged;
  readonly masks: Masks;
  readonly disguise: Disguise;
}

/** What the compiler is shown for the type of something; undefined where it is shown as it is. */
function shownAs(type: ts.TypeNode, at: Place): ts.TypeNode | undefined {
  const { disguise } = at;
  const { compiler: ts } = disguise;
  const { factory, SyntaxKind } = ts;
  if (ts.isParenthesizedTypeNode(type)) return shownAs(type.type, at);
  if (ts.isUnionTypeNode(type)) return shownUnion(type, at);
  if (ts.isTypeOperatorNode(type) && type.operator === SyntaxKind.ReadonlyKeyword) {
    const shown = shownAs(type.type, at);
    return shown && placed(factory.createTypeOperatorNode(SyntaxKind.ReadonlyKeyword, shown), type);
  }
  const items = itemsOf(type, disguise);
  const shown = shownPart(items ?? type, { ...at, list: items });
  return shown && items ? placed(factory.createArrayTypeNode(shown), type) : shown;
}

/** A literal in place of a scalar, a mark beside anything else. */
function shownPart(
  part: ts.TypeNode,
  at: Place & { list: ts.TypeNode | undefined },
): ts.TypeNode | undefined {
  const { node, masks, disguise, list } = at;
  const { factory } = disguise.compiler;
  const mask: Mask = { node, ...(list ? { items: list } : {}) };
  const closed = isClosed(part, disguise);
  if (closed && disguise.what !== "all") return undefined;
  const kind = scalarKind(part, disguise) ?? (closed ? "text" : undefined);
  if (!kind) {
    if (disguise.what === "some" && !isObject(part, disguise)) return undefined;
    return marked(part, mask, { masks, disguise });
  }
  // far from any number that is written in an API
  const literal = kind === "number" ? 9e15 + masks.size : `~kubewright:tagged:${masks.size}`;
  masks.set(literal, mask);
  const shown =
    typeof literal === "string"
      ? factory.createStringLiteral(literal)
      : factory.createNumericLiteral(literal);
  return placed(factory.createLiteralTypeNode(placed(shown, part)), part);
}

function marked(
  part: ts.TypeNode,
  mask: Mask,
  { masks, disguise }: { masks: Masks; disguise: Disguise },
): ts.TypeNode {
  const { factory } = disguise.compiler;
  const number = masks.size + 1;
  masks.set(`${mark}${number}`, mask);
  const literal = factory.createLiteralTypeNode(placed(factory.createNumericLiteral(number), part));
  const reference = factory.createTypeReferenceNode(placed(factory.createIdentifier(mark), part), [
    placed(literal, part),
  ]);
  Object.assign(reference.typeArguments ?? [], { pos: part.pos, end: part.end });
  const both = factory.createIntersectionTypeNode([part, placed(reference, part)]);
  Object.assign(both.types, { pos: part.pos, end: part.end });
  return placed(both, part);
}

/** Null and undefined are shown beside what the rest is shown as. */
function shownUnion(type: ts.UnionTypeNode, at: Place): ts.TypeNode | undefined {
  const { disguise } = at;
  const { compiler: ts } = disguise;
  const { factory, SyntaxKind } = ts;
  const others = type.types.filter((member) => !isNothing(member, disguise));
  const [only] = others;
  const rest = () =>
    placed(others.length < type.types.length ? factory.createUnionTypeNode(others) : type, type);
  const shown =
    only && (others.length === 1 ? shownAs(only, at) : shownPart(rest(), { ...at, list: undefined }));
  if (!shown) return undefined;
  const nothing = type.types
    .filter((member) => isNothing(member, disguise))
    .map((member) =>
      ts.isLiteralTypeNode(member)
        ? placed(factory.createLiteralTypeNode(placed(factory.createNull(), type)), type)
        : placed(factory.createKeywordTypeNode(SyntaxKind.UndefinedKeyword), type),
    );
  const union = factory.createUnionTypeNode([...nothing, shown]);
  Object.assign(union.types, { pos: type.pos, end: type.end });
  return placed(union, type);
}

function placed<N extends ts.Node>(made: N, { pos, end }: ts.Node): N {
  return Object.assign(made, { pos, end });
}

function isNothing(node: ts.TypeNode, { compiler: ts }: Disguise): boolean {
  if (node.kind === ts.SyntaxKind.UndefinedKeyword) return true;
  return ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
}

/** `T[]`, `Array<T>`. */
function itemsOf(type: ts.TypeNode, { compiler: ts }: Disguise): ts.TypeNode | undefined {
  if (ts.isArrayTypeNode(type)) return type.elementType;
  if (!ts.isTypeReferenceNode(type)) return undefined;
  return /^(Readonly)?Array$/.test(type.typeName.getText()) ? type.typeArguments?.[0] : undefined;
}

/** Whether a type is a text or a number, by its syntax. */
function scalarKind(node: ts.TypeNode, disguise: Disguise): "text" | "number" | undefined {
  const { compiler: ts } = disguise;
  if (node.kind === ts.SyntaxKind.StringKeyword || ts.isTemplateLiteralTypeNode(node)) return "text";
  if (ts.isParenthesizedTypeNode(node)) return scalarKind(node.type, disguise);
  if (ts.isIntersectionTypeNode(node)) {
    for (const part of node.types) {
      const kind = scalarKind(part, disguise);
      if (kind) return kind;
    }
  }
  const named = meaningOf(node, disguise);
  if (named?.kind === "declaration")
    return ts.isTypeAliasDeclaration(named.node)
      ? scalarKind(disguise.sources.typeOf(named.node), disguise)
      : undefined;
  const schema = named?.kind === "library" ? knownType(named.name) : undefined;
  if (schema?.type === "integer" || schema?.type === "number") return "number";
  return schema?.type === "string" || schema?.["x-kubernetes-int-or-string"] ? "text" : undefined;
}

/** Whether a type has a few values: a truth value, literals, an enum. */
function isClosed(node: ts.TypeNode, disguise: Disguise): boolean {
  const { compiler: ts, sources } = disguise;
  if (ts.isParenthesizedTypeNode(node)) return isClosed(node.type, disguise);
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return true;
  if (ts.isLiteralTypeNode(node)) return !isNothing(node, disguise);
  if (ts.isUnionTypeNode(node)) return node.types.every((member) => isClosed(member, disguise));
  const named = meaningOf(node, disguise);
  if (named?.kind !== "declaration") return false;
  return ts.isTypeAliasDeclaration(named.node)
    ? isClosed(sources.typeOf(named.node), disguise)
    : ts.isEnumDeclaration(named.node);
}

/** Whether a type is certainly an object. */
function isObject(node: ts.TypeNode, disguise: Disguise): boolean {
  const { compiler: ts, sources } = disguise;
  if (ts.isTypeLiteralNode(node) || ts.isMappedTypeNode(node)) return true;
  const named = meaningOf(node, disguise);
  if (named?.kind === "library") return knownType(named.name) === undefined;
  if (named?.kind !== "declaration") return false;
  if (ts.isTypeAliasDeclaration(named.node)) return isObject(sources.typeOf(named.node), disguise);
  return ts.isInterfaceDeclaration(named.node) || ts.isClassDeclaration(named.node);
}

/** What a name without type arguments means. */
function meaningOf(node: ts.TypeNode, disguise: Disguise): ReturnType<Sources["entity"]> {
  const { compiler: ts, sources } = disguise;
  if (!ts.isTypeReferenceNode(node) || node.pos < 0 || isParameter(node, disguise)) return undefined;
  if (node.typeName.getText() === mark) return undefined;
  return sources.entity(node.typeName, { node, space: "type" });
}

/** Whether a name is that of a type parameter around it. */
function isParameter(node: ts.TypeReferenceNode, { compiler: ts }: Disguise): boolean {
  for (let around: ts.Node = node; !ts.isSourceFile(around); around = around.parent) {
    const { typeParameters = [] } = around as { typeParameters?: readonly ts.TypeParameterDeclaration[] };
    if (typeParameters.some(({ name }) => name.text === node.typeName.getText())) return true;
  }
  return false;
}

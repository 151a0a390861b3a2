import type { ts } from "ts-morph";
import { equalJson } from "../../base/json.ts";
import type { Doc, Type } from "../model/type.ts";
import type { Tagged } from "./disguise-tagged.ts";
import { readDeclared } from "./read-declared.ts";
import { readProperty } from "./read-properties.ts";
import type { TypeContext } from "./type-context.ts";

/** What the compiler was shown a literal for, without the null that it was shown beside it. */
export function readTagged(
  tagged: Tagged,
  { node, context }: { node: ts.TypeNode; context: TypeContext },
): Type | undefined {
  if (context.compiler.isTypeAliasDeclaration(tagged)) {
    const type = readDeclared(
      { kind: "declaration", node: tagged, merged: [] },
      { node: bare(node), context },
    );
    return withoutNothing(type);
  }
  const property = readProperty(tagged, { ...context, parameters: new Map() });
  return property && withoutNothing({ ...property.type, docs: [property.doc, ...property.type.docs] });
}

function withoutNothing(type: Type | undefined): Type | undefined {
  if (!type) return undefined;
  const { nullable: _nullable, absent: _absent, ...rest } = type;
  return rest;
}

/** The node to blame, without type arguments of its own: they are not those of what is read. */
export function bare(node: ts.TypeNode): ts.TypeReferenceNode {
  return Object.create(node, { typeArguments: { value: undefined } }) as ts.TypeReferenceNode;
}

/** Whether two are one comment: of a property that stands for itself. */
export function isSame({ tags: [a] }: Doc, { tags: [b] }: Doc): boolean {
  return a !== undefined && b !== undefined && equalJson(a.position, b.position);
}

/** Tags of a named list, or of a named truth value, whose name the compiler forgets while it computes with it. */
export function withTags(
  type: Type | undefined,
  member: ts.PropertySignature | undefined,
  context: TypeContext,
): Type | undefined {
  if (!type || !member?.type || (type.kind !== "array" && type.kind !== "boolean")) return type;
  const { compiler: ts } = context;
  const isParameter = ts.isTypeReferenceNode(member.type) && isOpen(member.type, context);
  const written = isParameter ? undefined : readQuietly(context.sources.typeOf(member), context);
  return written?.kind === type.kind && type.docs.length === 0 ? { ...type, docs: written.docs } : type;
}

function readQuietly(node: ts.TypeNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  return ts.isTypeReferenceNode(node) && !node.typeArguments ? context.readType(node, context) : undefined;
}

/** Whether a name is that of a type parameter around it. */
function isOpen(node: ts.TypeReferenceNode, { compiler: ts }: TypeContext): boolean {
  for (let around: ts.Node = node; !ts.isSourceFile(around); around = around.parent) {
    const { typeParameters = [] } = around as { typeParameters?: readonly ts.TypeParameterDeclaration[] };
    if (typeParameters.some(({ name }) => name.text === node.typeName.getText())) return true;
  }
  return false;
}

import type { ts } from "ts-morph";
import { asObject } from "../model/as-object.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Property } from "../model/type.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** Properties of an interface or an object type; inherited ones first, and replaced by their own. */
export function readProperties(
  members: readonly ts.TypeElement[],
  context: TypeContext,
  heritage: readonly ts.HeritageClause[] = [],
): Property[] {
  const properties = new Map<string, Property>();
  for (const parent of heritage.flatMap((clause) => [...clause.types])) {
    for (const property of inherited(parent, context)) properties.set(property.name, property);
  }
  for (const member of members) {
    // it is of the object as a whole
    if (isOpen(member, context)) continue;
    const property = readProperty(member, context);
    if (property) properties.set(property.name, property);
  }
  return [...properties.values()];
}

/** What an object says beside its properties: with `[key: string]: unknown` it keeps others. */
export function besideProperties(
  members: readonly ts.TypeElement[],
  context: TypeContext,
): { beside?: JsonSchema } {
  const open = members.find((member) => isOpen(member, context));
  if (open) context.comments.read(open);
  return open ? { beside: { "x-kubernetes-preserve-unknown-fields": true } } : {};
}

function isOpen(member: ts.TypeElement, { compiler: ts }: TypeContext): boolean {
  if (!ts.isIndexSignatureDeclaration(member)) return false;
  const key = member.parameters[0]?.type?.kind;
  return key === ts.SyntaxKind.StringKeyword && member.type.kind === ts.SyntaxKind.UnknownKeyword;
}

function inherited(parent: ts.ExpressionWithTypeArguments, context: TypeContext): readonly Property[] {
  const type = context.readType(typeNodeOf(parent, context), context);
  if (!type) return [];
  const object = asObject(type);
  if (object) return object.properties;
  refuse(parent, context, { message: `cannot extend "${parent.getText()}": expected an object` });
  return [];
}

/** What a heritage clause names, as a type node that stands where the clause stands. */
function typeNodeOf(parent: ts.ExpressionWithTypeArguments, { compiler: ts }: TypeContext): ts.TypeNode {
  const { expression, pos, end } = parent;
  const name = ts.isPropertyAccessExpression(expression)
    ? ts.factory.createQualifiedName(expression.expression as ts.Identifier, expression.name as ts.Identifier)
    : (expression as ts.Identifier);
  const reference = ts.factory.createTypeReferenceNode(name, parent.typeArguments);
  return Object.assign(reference, { parent: parent.parent, pos, end });
}

function readProperty(member: ts.TypeElement, context: TypeContext): Property | undefined {
  const { compiler: ts } = context;
  if (ts.isIndexSignatureDeclaration(member)) {
    return refuse(member, context, {
      message: "named properties and an index signature cannot stand in one object",
    });
  }
  if (!ts.isPropertySignature(member))
    return refuse(member, context, {
      hint: "A schema has properties only: take the method out of the type.",
    });
  const name =
    ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name) || ts.isNumericLiteral(member.name)
      ? member.name.text
      : undefined;
  if (name === undefined)
    return refuse(member.name, context, { message: "the name of a property must be a constant" });
  const doc = context.comments.read(member);
  lostComment(member, context);
  if (doc.tags.some((tag) => tag.name === "ignore" || tag.name === "internal")) return undefined;
  if (!member.type) return refuse(member, context, { message: `property "${name}" has no type` });
  const position = positionOf(member.name);
  // it stays, so that its tags are looked at too
  const type = context.readType(member.type, context) ?? { kind: "refused", position, docs: [] };
  return { name, type, optional: Boolean(member.questionToken), doc, position };
}

/** TypeScript takes a comment on the line of the property before for a comment of that one: it would be lost. */
function lostComment(member: ts.PropertySignature, context: TypeContext): void {
  const source = member.getSourceFile();
  const trailing = context.compiler.getTrailingCommentRanges(source.text, member.getFullStart()) ?? [];
  const lost = trailing.filter((range) => source.text.startsWith("/**", range.pos));
  if (lost.length === 0) return;
  for (const { pos } of lost) context.comments.skip(source, pos);
  refuse(member.name, context, {
    message: "the comment before this property belongs to the line above",
    hint: "Put the property on a line of its own.",
  });
}

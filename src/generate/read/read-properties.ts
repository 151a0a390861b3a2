import type { ts } from "ts-morph";
import type { Property } from "../model/type.ts";
import { readDoc } from "./doc-comment.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** Properties of an interface or an object type; inherited ones first, and replaced by their own. */
export function readProperties(
  members: readonly ts.TypeElement[],
  context: TypeContext,
  heritage: readonly ts.HeritageClause[] = [],
): Property[] {
  const properties = new Map<string, Property>();
  for (const parent of heritage.flatMap((clause) => clause.types)) {
    for (const property of inherited(parent, context)) properties.set(property.name, property);
  }
  for (const member of members) {
    const property = readProperty(member, context);
    if (property) properties.set(property.name, property);
  }
  return [...properties.values()];
}

function inherited(parent: ts.ExpressionWithTypeArguments, context: TypeContext): readonly Property[] {
  const { compiler: ts } = context;
  const reference = ts.factory.createTypeReferenceNode(
    parent.expression as ts.Identifier,
    parent.typeArguments,
  );
  // a reference made here stands where the clause stands
  const placed = Object.assign(reference, { parent: parent.parent, pos: parent.pos, end: parent.end });
  const type = context.readType(placed, context);
  if (!type) return [];
  if (type.kind === "object") return type.properties;
  refuse(parent, context, { message: `cannot extend "${parent.getText()}": expected an object` });
  return [];
}

function readProperty(member: ts.TypeElement, context: TypeContext): Property | undefined {
  const { compiler: ts } = context;
  if (ts.isIndexSignatureDeclaration(member)) {
    return refuse(member, context, {
      message: "named properties and an index signature cannot stand in one object",
    });
  }
  if (!ts.isPropertySignature(member)) return refuse(member, context, {});
  const name =
    ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name) || ts.isNumericLiteral(member.name)
      ? member.name.text
      : undefined;
  if (name === undefined)
    return refuse(member.name, context, { message: "the name of a property must be a constant" });
  const doc = readDoc(ts, member);
  lostComment(member, context);
  if (doc.tags.some((tag) => tag.name === "ignore" || tag.name === "internal")) return undefined;
  if (!member.type) return refuse(member, context, { message: `property "${name}" has no type` });
  const type = context.readType(member.type, context);
  return (
    type && { name, type, optional: Boolean(member.questionToken), doc, position: positionOf(member.name) }
  );
}

/** TypeScript takes a comment on the line of the property before for a comment of that one: it would be lost. */
function lostComment(member: ts.PropertySignature, context: TypeContext): void {
  const source = member.getSourceFile();
  const trailing = context.compiler.getTrailingCommentRanges(source.text, member.getFullStart()) ?? [];
  if (!trailing.some((range) => source.text.startsWith("/**", range.pos))) return;
  refuse(member.name, context, {
    message: "the comment before this property belongs to the line above",
    hint: "Put the property on a line of its own.",
  });
}

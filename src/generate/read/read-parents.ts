import type { ts } from "ts-morph";
import { asObject } from "../model/as-object.ts";
import { noDoc, type Doc, type ObjectType, type Property } from "../model/type.ts";
import type { Compiler } from "./compiler.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** What an interface or a class has from those that it extends: their properties, the last one's of a name, and the tags that hold of them as a whole. */
export function readParents(
  heritage: readonly ts.HeritageClause[],
  context: TypeContext,
): { properties: readonly Property[]; docs: readonly Doc[] } {
  const { ExtendsKeyword } = context.compiler.SyntaxKind;
  const parents = heritage
    .filter(({ token }) => token === ExtendsKeyword)
    .flatMap((clause) => [...clause.types])
    .flatMap((parent) => readParent(parent, context) ?? []);
  const properties = new Map<string, Property>();
  for (const property of parents.flatMap((parent) => parent.properties)) {
    const replaced = properties.get(property.name);
    if (replaced) context.comments.account.giveUpProperties([replaced]);
    properties.set(property.name, property);
  }
  return { properties: [...properties.values()], docs: tagsOnce(parents.flatMap(({ docs }) => docs)) };
}

function readParent(parent: ts.ExpressionWithTypeArguments, context: TypeContext): ObjectType | undefined {
  const type = context.readType(typeNodeOf(parent, context), context);
  const object = type && asObject(type);
  if (type && !object)
    refuse(parent, context, { message: `cannot extend "${parent.getText()}": expected an object` });
  return object;
}

/** A parent that several have in common says it once; descriptions are of the parent itself. */
function tagsOnce(docs: readonly Doc[]): readonly Doc[] {
  const seen = new Set<string>();
  return docs.flatMap(({ tags }): Doc[] => {
    const place = JSON.stringify(tags[0]?.position);
    if (tags.length === 0 || seen.has(place)) return [];
    seen.add(place);
    return [{ ...noDoc, tags }];
  });
}

/** What a heritage clause names, as a type node that stands where the clause stands. */
function typeNodeOf(parent: ts.ExpressionWithTypeArguments, { compiler: ts }: TypeContext): ts.TypeNode {
  const { expression, pos, end } = parent;
  const reference = ts.factory.createTypeReferenceNode(entityOf(expression, ts), parent.typeArguments);
  return ts.setOriginalNode(Object.assign(reference, { parent: parent.parent, pos, end }), parent);
}

/** `a.b.C`, which is an expression after `extends`, as a name. */
function entityOf(expression: ts.Expression, ts: Compiler): ts.EntityName {
  if (!ts.isPropertyAccessExpression(expression)) return expression as ts.Identifier;
  const { parent, pos, end, name } = expression;
  const qualified = ts.factory.createQualifiedName(
    entityOf(expression.expression, ts),
    name as ts.Identifier,
  );
  return Object.assign(qualified, { parent, pos, end });
}

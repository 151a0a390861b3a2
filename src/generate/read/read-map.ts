import type { ts } from "ts-morph";
import { isLeftOpen } from "../model/is-left-open.ts";
import type { Type } from "../model/type.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** An index signature as a map; its comment is one on the values. */
export function readMap(index: ts.IndexSignatureDeclaration, context: TypeContext): Type | undefined {
  const doc = context.comments.read(index);
  const key = index.parameters[0]?.type;
  if (key && !isString(key, context))
    return refuse(key, context, { message: `keys of a map must be "string", found "${key.getText()}"` });
  const values = context.readType(index.type, context);
  return values && mapOf({ ...values, docs: [doc, ...values.docs] }, index);
}

/** A map of values. */
export function mapOf(values: Type, node: ts.Node): Type {
  if (isLeftOpen(values)) return values;
  return { kind: "map", values, position: positionOf(node), docs: [] };
}

/** `string`, or a name for it that no tags narrow. */
function isString(key: ts.TypeNode, context: TypeContext): boolean {
  const { SyntaxKind } = context.compiler;
  if (key.kind === SyntaxKind.NumberKeyword || key.kind === SyntaxKind.SymbolKeyword) return false;
  const type = context.readType(key, context);
  return type?.kind === "string" && type.docs.every((doc) => doc.tags.length === 0);
}

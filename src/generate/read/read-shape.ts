import type { ts } from "ts-morph";
import type { Type } from "../model/type.ts";
import { Problems, positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/**
 * A type for the names of its properties, of which only those that are wanted have their types: they may be asked for while it is being read, and
 * `keyof Item` inside of Item is no recursion.
 */
export function readShape(
  node: ts.TypeNode,
  context: TypeContext,
  wanted: readonly string[] = [],
): Type | undefined {
  const { compiler: ts, sources, open } = context;
  const meaning = ts.isTypeReferenceNode(node)
    ? sources.entity(node.typeName, { node, space: "type" })
    : undefined;
  const isOpen = meaning?.kind === "declaration" && open.includes(meaning.node) && !open.includes(node);
  const shape = isOpen
    ? context.readType(node, {
        ...context,
        open: [...open.filter((declaration) => declaration !== meaning.node), node],
        // what is wrong with its other properties is said where it is read itself
        problems: new Problems(),
        readType: (inner, within) => readPart(inner, within, { context, wanted }),
      })
    : undefined;
  return shape ?? context.readType(node, context);
}

function readPart(
  node: ts.TypeNode,
  within: TypeContext,
  { context, wanted }: { context: TypeContext; wanted: readonly string[] },
): Type | undefined {
  const { compiler: ts, open, problems, readType } = context;
  const { parent: member } = node;
  if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) return readType(node, within);
  if (!("text" in member.name) || !wanted.includes(member.name.text))
    return { kind: "unknown", position: positionOf(node), docs: [] };
  if (!open.includes(member))
    return readType(node, { ...within, readType, problems, open: [...open, member] });
  return refuse(node, context, {
    message: `"${member.name.text}" contains itself at ${context.path.join(".")}: a schema cannot be recursive`,
  });
}

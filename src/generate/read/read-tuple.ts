import type { ts } from "ts-morph";
import type { Type } from "../model/type.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** A tuple: a list whose length has bounds. `[T, T]` has two items, `[T, T?]` one or two, `[T, ...T[]]` one or more; all of one type. */
export function readTuple(node: ts.TupleTypeNode, context: TypeContext): Type | undefined {
  const elements = node.elements.map((element) => readElement(element, context));
  const [first] = elements;
  if (!first || elements.some(({ type }) => type.getText() !== first.type.getText())) {
    const message = `"${node.getText()}" has no schema form: the items of a tuple must be of one type`;
    return refuse(node, context, { message });
  }
  const items = context.readType(first.type, context);
  const minItems = elements.filter(({ form }) => form === "one").length;
  const open = elements.some(({ form }) => form === "rest");
  return (
    items && {
      kind: "array",
      items,
      ...(minItems > 0 ? { minItems } : {}),
      ...(open ? {} : { maxItems: elements.length }),
      position: positionOf(node),
      docs: [],
    }
  );
}

function readElement(
  element: ts.TypeNode | ts.NamedTupleMember,
  { compiler: ts }: TypeContext,
): { type: ts.TypeNode; form: "one" | "optional" | "rest" } {
  const item = (array: ts.TypeNode) => (ts.isArrayTypeNode(array) ? array.elementType : array);
  if (ts.isNamedTupleMember(element)) {
    if (element.dotDotDotToken) return { type: item(element.type), form: "rest" };
    return { type: element.type, form: element.questionToken ? "optional" : "one" };
  }
  if (ts.isRestTypeNode(element)) return { type: item(element.type), form: "rest" };
  if (ts.isOptionalTypeNode(element)) return { type: element.type, form: "optional" };
  return { type: element, form: "one" };
}

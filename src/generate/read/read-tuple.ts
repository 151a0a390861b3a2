import type { ts } from "ts-morph";
import { equalTypes } from "../model/equal-types.ts";
import type { Type } from "../model/type.ts";
import { arrayOf, refuse, shorten, type TypeContext } from "./type-context.ts";

interface Element {
  readonly node: ts.TypeNode;
  /** Of the item; of a list that is spread, the list. */
  readonly type: Type | undefined;
  readonly form: "one" | "optional" | "rest";
}

/** A tuple: a list whose length has bounds. `[T, T]` has two items, `[T, T?]` one or two, `[T, ...T[]]` one or more; all of one type. */
export function readTuple(node: ts.TupleTypeNode, context: TypeContext): Type | undefined {
  const elements = node.elements.map((element) => readElement(element, context));
  if (elements.some(({ type }) => !type)) return undefined;
  const parts = elements.map(({ node: part, type, form }) => ({ part, ...lengthOf(type, form) }));
  const [first] = parts;
  const items = first?.items;
  if (!items) return refuse(node, context, { message: refusal(node, "expected at least one item") });
  const other = parts.find((part) => !part.items || !equalTypes(part.items, items));
  if (other) {
    const message = refusal(node, "the items of a tuple must be of one type");
    const hint = `Found "${shorten(first.part.getText())}" and "${shorten(other.part.getText())}": an object with a name for each says more.`;
    return refuse(node, context, { message, hint });
  }
  const list = arrayOf(items, { node, context });
  if (list?.kind !== "array") return list;
  const minItems = sum(parts.map(({ min }) => min));
  const maxItems = sum(parts.map(({ max }) => max));
  return {
    ...list,
    ...(minItems > 0 ? { minItems } : {}),
    ...(maxItems < Infinity ? { maxItems } : {}),
  };
}

function readElement(element: ts.TypeNode | ts.NamedTupleMember, context: TypeContext): Element {
  const { compiler: ts } = context;
  const read = (node: ts.TypeNode, form: Element["form"]): Element => ({
    node,
    type: context.readType(node, context),
    form,
  });
  if (ts.isNamedTupleMember(element)) {
    if (element.dotDotDotToken) return read(element.type, "rest");
    return read(element.type, element.questionToken ? "optional" : "one");
  }
  if (ts.isRestTypeNode(element)) return read(element.type, "rest");
  if (ts.isOptionalTypeNode(element)) return read(element.type, "optional");
  return read(element, "one");
}

/** How many items an element stands for, and of what type. */
function lengthOf(
  type: Type | undefined,
  form: Element["form"],
): { items: Type | undefined; min: number; max: number } {
  if (form !== "rest") return { items: type, min: form === "one" ? 1 : 0, max: 1 };
  return type?.kind === "array"
    ? { items: type.items, min: type.minItems ?? 0, max: type.maxItems ?? Infinity }
    : { items: undefined, min: 0, max: 0 };
}

function refusal(node: ts.Node, why: string): string {
  return `"${shorten(node.getText())}" has no schema form: ${why}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

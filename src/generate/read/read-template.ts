import type { ts } from "ts-morph";
import type { Type } from "../model/type.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** A text in the pattern, or the alternatives when there are finitely many. */
type Part = { readonly pattern: string; readonly values?: readonly string[] };

/** More values than this are a pattern. */
const maxValues = 64;

/** A template literal type: an enum when its texts are finitely many, else a pattern. */
export function templateType(node: ts.TemplateLiteralTypeNode, context: TypeContext): Type | undefined {
  let whole: Part = textPart(node.head.text);
  for (const span of node.templateSpans) {
    const part = placeholder(span.type, context);
    if (!part) return undefined;
    whole = join(join(whole, part), textPart(span.literal.text));
  }
  const common = { position: positionOf(node), docs: [] };
  return whole.values
    ? { ...common, kind: "enum", values: whole.values }
    : { ...common, kind: "pattern", pattern: `^${whole.pattern}$` };
}

function placeholder(node: ts.TypeNode, context: TypeContext): Part | undefined {
  const { SyntaxKind } = context.compiler;
  if (node.kind === SyntaxKind.NumberKeyword) return { pattern: "-?[0-9]+(\\.[0-9]+)?" };
  if (node.kind === SyntaxKind.BigIntKeyword) return { pattern: "-?[0-9]+" };
  const type = context.readType(node, context);
  if (!type) return undefined;
  if (type.docs.some((doc) => doc.tags.length > 0))
    return refuse(node, context, { message: `the tags of "${node.getText()}" cannot hold inside of a text` });
  if (type.kind === "string") return { pattern: "[\\s\\S]*" };
  if (type.kind === "boolean") return valuesPart(["true", "false"]);
  if (type.kind === "enum") return valuesPart(type.values.map(String));
  if (type.kind === "pattern") return { pattern: type.pattern.slice(1, -1) };
  if (type.kind === "schema" && type.schema.type === "integer" && !("minimum" in type.schema))
    return { pattern: "-?[0-9]+" };
  return refuse(node, context, { message: `"${node.getText()}" cannot stand inside of a text` });
}

function textPart(text: string): Part {
  return { pattern: escape(text), values: [text] };
}

function valuesPart(values: readonly string[]): Part {
  return { pattern: `(${values.map(escape).join("|")})`, values };
}

function join(left: Part, right: Part): Part {
  const pattern = left.pattern + right.pattern;
  if (!left.values || !right.values || left.values.length * right.values.length > maxValues)
    return { pattern };
  const { values: ends } = right;
  return { pattern, values: left.values.flatMap((start) => ends.map((end) => start + end)) };
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

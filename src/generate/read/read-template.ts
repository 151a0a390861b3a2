import type { ts } from "ts-morph";
import type { Type } from "../model/type.ts";
import { escapePattern } from "./escape-pattern.ts";
import { positionOf } from "./problems.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** A text in the pattern, or the alternatives when there are finitely many. */
type Part = { readonly pattern: string; readonly values?: readonly string[] };

/** What stands between the texts of a template: a type, or a number of any size. */
type Placeholder = Type | "number";

/** More values than this are a pattern. */
const maxValues = 64;

/** A template literal type: an enum when its texts are finitely many, else a pattern. */
export function templateType(node: ts.TemplateLiteralTypeNode, context: TypeContext): Type | undefined {
  const { SyntaxKind } = context.compiler;
  const texts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  const types = node.templateSpans.map(({ type }): Placeholder | undefined =>
    type.kind === SyntaxKind.NumberKeyword ? "number" : context.readType(type, context),
  );
  if (types.includes(undefined)) return undefined;
  return joinPatterns(
    {
      texts,
      types: types.filter((type) => type !== undefined),
      nodes: node.templateSpans.map(({ type }) => type),
    },
    { node, context },
  );
}

/** Texts with types between them. */
export function joinPatterns(
  {
    texts,
    types,
    nodes = [],
  }: { texts: readonly string[]; types: readonly Placeholder[]; nodes?: readonly ts.Node[] },
  { node, context }: { node: ts.TypeNode; context: TypeContext },
): Type | undefined {
  let whole: Part = textPart(texts[0] ?? "");
  for (const [index, type] of types.entries()) {
    const part = placeholder(type);
    if (typeof part === "string") {
      const blamed = nodes[index] ?? node;
      return refuse(blamed, context, { message: part.replace("%", `"${blamed.getText()}"`) });
    }
    whole = join(join(whole, part), textPart(texts[index + 1] ?? ""));
  }
  const common = { position: positionOf(node), docs: [] };
  if (whole.values?.length === 0) return { ...common, kind: "never" };
  return whole.values
    ? { ...common, kind: "enum", values: whole.values }
    : { ...common, kind: "pattern", pattern: `^${whole.pattern}$` };
}

/** A text says why something cannot be part of a text; % is what it is about. */
function placeholder(type: Placeholder): Part | string {
  if (type === "number") return { pattern: "-?[0-9]+(\\.[0-9]+)?" };
  if (type.docs.some((doc) => doc.tags.length > 0)) return "the tags of % cannot hold inside of a text";
  if (type.nullable || type.absent) return "% may be nothing, which cannot stand inside of a text";
  if (type.kind === "string") return { pattern: "[\\s\\S]*" };
  if (type.kind === "boolean") return valuesPart(["true", "false"]);
  if (type.kind === "enum") return valuesPart(type.values.map(String));
  if (type.kind === "pattern") return { pattern: type.pattern.slice(1, -1) };
  if (type.kind === "never") return { pattern: "", values: [] };
  if (type.kind === "schema" && type.schema.type === "integer" && !("minimum" in type.schema))
    return { pattern: "-?[0-9]+" };
  return "% cannot stand inside of a text";
}

function textPart(text: string): Part {
  return { pattern: escapePattern(text), values: [text] };
}

function valuesPart(values: readonly string[]): Part {
  return { pattern: `(${values.map(escapePattern).join("|")})`, values };
}

function join(left: Part, right: Part): Part {
  const pattern = left.pattern + right.pattern;
  if (!left.values || !right.values || left.values.length * right.values.length > maxValues)
    return { pattern };
  const { values: ends } = right;
  return { pattern, values: left.values.flatMap((start) => ends.map((end) => start + end)) };
}

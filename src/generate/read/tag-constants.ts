import type { ts } from "ts-morph";
import type { Tag } from "../model/type.ts";
import type { Compiler } from "./compiler.ts";
import { Problems } from "./problems.ts";
import { notConstant, readConstant } from "./read-constant.ts";
import type { Sources } from "./sources.ts";

interface Constants {
  readonly compiler: Compiler;
  readonly sources: Sources;
  readonly problems: Problems;
}

/** Tags whose argument is a number: a word there can only be the name of a constant. */
const counts =
  /^(minimum|maximum|exclusiveMinimum|exclusiveMaximum|multipleOf|(min|max)(Length|Items|Properties))$/;

/** Tags whose argument is JSON. */
const values = /^(default|example)$/;

/**
 * Constants in the arguments of tags: `@maximum {@link MAX}` and `@maximum MAX` are the value that the project gives to MAX. A word after `@default` may
 * also be the text itself, so its constant is kept beside it.
 */
export function withConstants(tag: Tag, node: ts.Node, context: Constants): Tag | undefined {
  if (tag.name.startsWith("+")) return tag;
  const link = /^\{@link(?:code|plain)?\s+([A-Za-z_$][\w.$]*)\s*\}$/.exec(tag.text)?.[1];
  const last = tag.name.split(".").at(-1) ?? "";
  if (link !== undefined) return linked(tag, link, { node, context });
  if (!/^[A-Za-z_$][\w.$]*$/.test(tag.text) || !(counts.test(last) || values.test(last))) return tag;
  // whether it names a constant is only a guess here: nothing is wrong when it does not
  const value = valueOf(tag.text, node, { ...context, problems: new Problems() });
  if (value === undefined) return tag;
  const constant = JSON.stringify(value);
  return counts.test(last) ? { ...tag, text: constant } : { ...tag, constant };
}

function linked(
  tag: Tag,
  name: string,
  { node, context }: { node: ts.Node; context: Constants },
): Tag | undefined {
  // what cannot be read of it is blamed on the tag
  const value = valueOf(name, node, { ...context, problems: new Problems() });
  if (value === undefined) {
    context.problems.error(tag.position, {
      code: "TAG_ARGUMENT",
      message: `wrong argument of "@${tag.name}": there is no constant "${name}" here`,
      hint: "Name a constant, a member of an enum, or a property of a constant object of this project.",
    });
    return undefined;
  }
  const isValue = values.test(tag.name.split(".").at(-1) ?? "");
  return { ...tag, text: typeof value === "string" && !isValue ? value : JSON.stringify(value) };
}

/** The value of a constant, of a member of an enum, or of a property of a constant object; undefined when there is none. */
function valueOf(name: string, node: ts.Node, context: Constants): unknown {
  const { factory } = context.compiler;
  const [first = "", ...rest] = name.split(".");
  if (!context.sources.meaning(first, node, "value") && !context.sources.meaning(first, node, "namespace"))
    return undefined;
  const place = { parent: node, pos: node.pos, end: node.end };
  let expression: ts.Expression = Object.assign(factory.createIdentifier(first), place);
  for (const step of rest)
    expression = Object.assign(factory.createPropertyAccessExpression(expression, step), place);
  const value = readConstant(expression, context);
  return value === notConstant ? undefined : value;
}

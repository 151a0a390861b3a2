import type { ts } from "ts-morph";
import { noDoc, type Type } from "../model/type.ts";
import { reportLostComment } from "./lost-comment.ts";
import { checkMaxDepth, withMaxDepth } from "./max-depth.ts";
import { positionOf } from "./problems.ts";
import { readEnum } from "./read-enum.ts";
import { readMap } from "./read-map.ts";
import { readParents } from "./read-parents.ts";
import { besideProperties, readProperties } from "./read-properties.ts";
import type { Meaning } from "./sources.ts";
import { refuse, type Reference, type TypeContext } from "./type-context.ts";

/** A type that the project declares, with the type arguments of the reference. */
export function readDeclared(
  { node: declaration, merged }: Meaning & { kind: "declaration" },
  { node, context }: { node: Reference; context: TypeContext },
): Type | undefined {
  const { compiler: ts, open, comments } = context;
  if (ts.isVariableDeclaration(declaration)) {
    return refuse(node, context, {
      message: `"${node.getText()}" is a value: a schema needs an interface or a type`,
      hint: `Write "typeof ${node.getText()}" for the type of a constant.`,
    });
  }
  const times = open.filter((other) => other === declaration).length;
  if (times > 0) {
    const end = endOfRecursion(times, node, context);
    if (end !== "go on") return end;
  }
  const parameters = ts.isEnumDeclaration(declaration)
    ? new Map<string, Type>()
    : bind(declaration, { node, context });
  if (!parameters) return undefined;
  const parts = [declaration, ...merged];
  const comment = parts.map((part) => comments.read(part)).filter((doc) => doc !== noDoc);
  for (const part of parts) {
    reportLostComment(part, part.name ?? part, context);
    comments.finish(part);
  }
  const { docs, context: limited } =
    times > 0 ? { docs: withMaxDepth(comment, context).docs, context } : withMaxDepth(comment, context);
  const inner: TypeContext = { ...limited, parameters, open: [...open, declaration] };
  const type = ts.isTypeAliasDeclaration(declaration)
    ? context.readType(context.sources.typeOf(declaration), inner)
    : ts.isEnumDeclaration(declaration)
      ? readEnum(declaration, context)
      : readInterface([declaration, ...merged], inner);
  checkMaxDepth(limited, context);
  for (const argument of parameters.values())
    if (argument && !context.placed.has(argument)) comments.account.giveUpType(argument);
  if (type) return { ...type, position: positionOf(node), docs: [...docs, ...type.docs] };
  context.orphans.push(...docs);
  return undefined;
}

/** What stands where a type contains itself: the same once more, any value below the depth that is given, or a refusal. */
function endOfRecursion(times: number, node: Reference, context: TypeContext): Type | undefined | "go on" {
  const { maxDepth, path } = context;
  if (!maxDepth) {
    return refuse(node, context, {
      message: `"${node.getText()}" contains itself at ${path.join(".")}: a schema cannot be recursive`,
      hint: 'Write "@maxDepth 3" before the type, which is then written out so often, or use "unknown" where the recursion begins.',
    });
  }
  maxDepth.reached = true;
  if (times <= maxDepth.depth) return "go on";
  return { kind: "unknown", tooDeep: true, position: positionOf(node), docs: [] };
}

/** The type arguments by the names of the parameters, defaults filled in; undefined when there are too few or too many. */
function bind(
  declaration: ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration,
  { node, context }: { node: Reference; context: TypeContext },
): Map<string, Type | undefined> | undefined {
  const parameters = declaration.typeParameters ?? [];
  const given = node.typeArguments ?? [];
  const needed = parameters.filter((parameter) => !parameter.default).length;
  if (given.length < needed || given.length > parameters.length) {
    const expected = needed === parameters.length ? String(needed) : `${needed} to ${parameters.length}`;
    return refuse(node, context, {
      message: `"${node.getText()}" has ${given.length} type arguments: expected ${expected}`,
    });
  }
  const bound = new Map<string, Type | undefined>();
  for (const [index, parameter] of parameters.entries()) {
    const argument = given[index];
    const type = argument
      ? context.readType(argument, context)
      : parameter.default && context.readType(parameter.default, { ...context, parameters: new Map(bound) });
    bound.set(parameter.name.text, type);
  }
  return bound;
}

function readInterface(
  declarations: readonly (ts.InterfaceDeclaration | ts.ClassDeclaration)[],
  context: TypeContext,
): Type | undefined {
  const { compiler: ts } = context;
  const [first] = declarations;
  if (!first) return undefined;
  const members = declarations.flatMap((declaration): (ts.TypeElement | ts.ClassElement)[] => [
    ...declaration.members,
  ]);
  const heritage = declarations.flatMap((declaration) => [...(declaration.heritageClauses ?? [])]);
  const position = positionOf(first.name ?? first);
  const [index] = members;
  if (index && members.length === 1 && heritage.length === 0 && ts.isIndexSignatureDeclaration(index))
    return readMap(index, context);
  const parents = readParents(heritage, context);
  const properties = readProperties(members, context, parents.properties);
  return { kind: "object", properties, position, docs: parents.docs, ...besideProperties(members, context) };
}

import type { ts } from "ts-morph";
import { noDoc, type Type } from "../model/type.ts";
import { positionOf } from "./problems.ts";
import { besideProperties, readProperties } from "./read-properties.ts";
import type { Meaning } from "./sources.ts";
import { refuse, type Reference, type TypeContext } from "./type-context.ts";

/** A type that the project declares, with the type arguments of the reference. */
export function readDeclared(
  { node: declaration, merged }: Meaning & { kind: "declaration" },
  { node, context }: { node: Reference; context: TypeContext },
): Type | undefined {
  const { compiler: ts, open, comments } = context;
  if (open.includes(declaration)) {
    return refuse(node, context, {
      message: `"${node.getText()}" contains itself: a schema cannot be recursive`,
      hint: 'Use "unknown" where the recursion begins: any value is kept there.',
    });
  }
  if (ts.isVariableDeclaration(declaration) || ts.isClassDeclaration(declaration)) {
    const what = ts.isClassDeclaration(declaration) ? "a class" : "a value";
    return refuse(node, context, {
      message: `"${node.getText()}" is ${what}: a schema needs an interface or a type`,
    });
  }
  const parameters = ts.isEnumDeclaration(declaration)
    ? new Map<string, Type>()
    : bind(declaration, { node, context });
  if (!parameters) return undefined;
  const inner: TypeContext = { ...context, parameters, open: [...open, declaration] };
  const docs = [declaration, ...merged].map((part) => comments.read(part)).filter((doc) => doc !== noDoc);
  for (const part of [declaration, ...merged]) comments.finish(part);
  const type = ts.isTypeAliasDeclaration(declaration)
    ? context.readType(declaration.type, inner)
    : ts.isEnumDeclaration(declaration)
      ? readEnum(declaration, context)
      : readInterface([declaration, ...merged], inner);
  return type && { ...type, position: positionOf(node), docs: [...docs, ...type.docs] };
}

/** The type arguments by the names of the parameters, defaults filled in; undefined when there are too few or too many. */
function bind(
  declaration: ts.InterfaceDeclaration | ts.TypeAliasDeclaration,
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
  declarations: readonly ts.InterfaceDeclaration[],
  context: TypeContext,
): Type | undefined {
  const { compiler: ts } = context;
  const [first] = declarations;
  if (!first) return undefined;
  const members = declarations.flatMap((declaration) => [...declaration.members]);
  const heritage = declarations.flatMap((declaration) => [...(declaration.heritageClauses ?? [])]);
  const position = positionOf(first.name);
  const [index] = members;
  if (index && members.length === 1 && heritage.length === 0 && ts.isIndexSignatureDeclaration(index)) {
    const literal = ts.factory.createTypeLiteralNode([index]);
    const placed = Object.assign(literal, { parent: first, pos: index.pos, end: index.end });
    return context.readType(placed, context);
  }
  const properties = readProperties(members, context, heritage);
  return { kind: "object", properties, position, docs: [], ...besideProperties(members, context) };
}

function readEnum(declaration: ts.EnumDeclaration, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  const values = declaration.members.map((member) =>
    member.initializer && ts.isStringLiteralLike(member.initializer) ? member.initializer.text : undefined,
  );
  if (values.length === 0 || values.includes(undefined))
    return refuse(declaration.name, context, { message: "the members of an enum must be strings" });
  return { kind: "enum", values: values as string[], position: positionOf(declaration), docs: [] };
}

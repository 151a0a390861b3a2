import type { ts } from "ts-morph";
import { isJsonObject } from "../../base/json.ts";
import { asObject } from "../model/as-object.ts";
import { tagNames } from "../model/tag-names.ts";
import type { Literal, Type } from "../model/type.ts";
import { noEffect } from "./no-effect.ts";
import { positionOf } from "./problems.ts";
import { notConstant, readConstant, readEnumValues } from "./read-constant.ts";
import { readShape } from "./read-shape.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** `keyof T`: the names of T's properties. */
export function readKeyof(node: ts.TypeOperatorNode, context: TypeContext): Type | undefined {
  const { compiler: ts } = context;
  // the keys of a constant are known, also when its values are not
  if (ts.isTypeQueryNode(node.type) && isWide(node.type, context)) return context.evaluate(node, context);
  const type = readShape(node.type, context);
  if (!type) return undefined;
  context.comments.account.giveUpType(type);
  const common = { position: positionOf(node), docs: [] };
  if (type.kind === "map") return { ...common, kind: "string" };
  const names = keysOf(type);
  if (names?.length === 0) return { ...common, kind: "never" };
  return names
    ? { ...common, kind: "enum", values: names }
    : refuse(node, context, { message: `"${node.type.getText()}" has no named properties` });
}

/** `typeof value`: the value, which must be written as a constant; of one with a type, that type. */
export function readTypeof(node: ts.TypeQueryNode, context: TypeContext): Type | undefined {
  const { compiler: ts, sources } = context;
  const { exprName: name } = node;
  const meaning = sources.entity(name, { node, space: "value" });
  const declaration = meaning?.kind === "declaration" ? meaning.node : undefined;
  if (declaration && ts.isEnumDeclaration(declaration)) {
    const members = readEnumValues(declaration, context);
    return members && constantType([Object.fromEntries(members)], { node, context });
  }
  if (ts.isQualifiedName(name) && !declaration) return readTypeofProperty(name, { node, context });
  if (!declaration || !ts.isVariableDeclaration(declaration))
    return meaning
      ? context.evaluate(node, context)
      : refuse(node, context, { message: `cannot find the constant "${name.getText()}"` });
  const { initializer, type } = declaration;
  if (type) return context.readType(type, { ...context, parameters: new Map() });
  if (!initializer) return context.evaluate(node, context);
  if (!isFrozen(declaration, context)) {
    return refuse(node, context, {
      message: `the type of "${name.getText()}" is wider than its values`,
      hint: 'Write "as const" after its value.',
    });
  }
  const value = readConstant(initializer, context);
  warnOfTags(declaration, context);
  return value === notConstant ? undefined : constantType([value], { node, context });
}

/** A constant is a value: what is said of it, or of its parts, is not said of the type that is made of it. */
function warnOfTags(declaration: ts.VariableDeclaration, context: TypeContext): void {
  const { compiler: ts, comments, problems } = context;
  const warn = (node: ts.Node): void => {
    // what documents a value in code is none of ours
    const own = comments.peek(node).tags.filter(({ name }) => name !== "example" && isSchemaTag(name));
    for (const tag of own)
      problems.warning(tag.position, {
        ...noEffect(tag),
        hint: "It stands before a value: put it before the type, or the property, that is made of it.",
      });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) warn(node);
    ts.forEachChild(node, visit);
  };
  warn(declaration.parent.parent);
  visit(declaration);
}

function isSchemaTag(name: string): boolean {
  return name.startsWith("+kubebuilder:") || tagNames.has(name.split(".").at(-1) ?? "");
}

function isWide({ exprName }: ts.TypeQueryNode, context: TypeContext): boolean {
  const meaning = context.sources.entity(exprName, { node: exprName, space: "value" });
  const declaration = meaning?.kind === "declaration" ? meaning.node : undefined;
  return (
    declaration !== undefined &&
    context.compiler.isVariableDeclaration(declaration) &&
    !declaration.type &&
    !isFrozen(declaration, context)
  );
}

/** `typeof sizes.small`. */
function readTypeofProperty(
  name: ts.QualifiedName,
  { node, context }: { node: ts.TypeQueryNode; context: TypeContext },
): Type | undefined {
  const { factory } = context.compiler;
  const { pos, end } = name.left;
  const left = Object.assign(factory.createTypeQueryNode(name.left), { parent: node, pos, end });
  const object = readTypeof(left, context);
  if (!object) return undefined;
  const key = name.right.text;
  if (object.kind !== "constant" || object.values.some((value) => !Object.hasOwn(value, key)))
    return refuse(node, context, { message: `"${name.left.getText()}" has no property "${key}"` });
  const values = object.values.map((value) => (value as Record<string, unknown>)[key]);
  return constantType(values, { node, context });
}

/** The type of what is one of several values: scalars are an enum, lists and objects can be taken apart. */
export function constantType(
  values: readonly unknown[],
  { node, context }: { node: ts.Node; context: TypeContext },
): Type | undefined {
  const common = { position: positionOf(node), docs: [] };
  const objects = values.filter((value) => typeof value === "object" && value !== null);
  if (objects.length > 0 && objects.length === values.length)
    return { ...common, kind: "constant", values: objects };
  return values.length > 0 && values.every(isLiteral)
    ? { ...common, kind: "enum", values: [...new Set(values)] }
    : refuse(node, context, {});
}

function isLiteral(value: unknown): value is Literal {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Names of the properties of a type; undefined when it has none that are known. Of alternatives, those that all have. */
function keysOf(type: Type): Literal[] | undefined {
  const lists =
    type.kind === "constant"
      ? type.values.map((value) => (isJsonObject(value) ? Object.keys(value) : undefined))
      : type.kind === "union"
        ? type.alternatives.map(({ properties }) => properties.map(({ name }) => name))
        : [asObject(type)?.properties.map(({ name }) => name)];
  const [first, ...others] = lists;
  return first?.filter((name) => others.every((list) => list?.includes(name)));
}

/** `const a = "x"` has a literal type by itself; lists and objects only by `as const`. */
function isFrozen(declaration: ts.VariableDeclaration, { compiler: ts }: TypeContext): boolean {
  const { initializer: value, parent } = declaration;
  if (!value) return false;
  if (ts.isAsExpression(value)) return value.type.getText() === "const";
  if (ts.isTypeAssertionExpression(value)) return value.type.getText() === "const";
  if (ts.isSatisfiesExpression(value)) {
    const { expression } = value;
    return ts.isAsExpression(expression) && expression.type.getText() === "const";
  }
  const constant = ts.isVariableDeclarationList(parent) && (parent.flags & ts.NodeFlags.Const) !== 0;
  return constant && !ts.isArrayLiteralExpression(value) && !ts.isObjectLiteralExpression(value);
}

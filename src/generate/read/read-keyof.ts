import type { ts } from "ts-morph";
import { isJsonObject } from "../../base/json.ts";
import { asObject } from "../model/as-object.ts";
import type { Literal, Type } from "../model/type.ts";
import { positionOf } from "./problems.ts";
import { notConstant, readConstant } from "./read-constant.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** `keyof T`: the names of T's properties. */
export function readKeyof(node: ts.TypeOperatorNode, context: TypeContext): Type | undefined {
  const type = context.readType(node.type, context);
  if (!type) return undefined;
  const names = keysOf(type);
  return names
    ? { kind: "enum", values: names, position: positionOf(node), docs: [] }
    : refuse(node, context, { message: `"${node.type.getText()}" has no named properties` });
}

/** `typeof value`: the value, which must be written as a constant. */
export function readTypeof(node: ts.TypeQueryNode, context: TypeContext): Type | undefined {
  const { compiler: ts, sources } = context;
  if (!ts.isIdentifier(node.exprName)) return refuse(node, context, {});
  const meaning = sources.meaning(node.exprName.text, node, "value");
  const declaration = meaning?.kind === "declaration" ? meaning.node : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer)
    return refuse(node, context, { message: `cannot find the constant "${node.exprName.text}"` });
  if (!isFrozen(declaration, context)) {
    return refuse(node, context, {
      message: `the type of "${node.exprName.text}" is wider than its values`,
      hint: 'Write "as const" after its value.',
    });
  }
  const value = readConstant(declaration.initializer, context);
  return value === notConstant ? undefined : constantType(value, { node, context });
}

/** The type of one value. */
export function constantType(
  value: unknown,
  { node, context }: { node: ts.Node; context: TypeContext },
): Type | undefined {
  const common = { position: positionOf(node), docs: [] };
  if (typeof value === "object" && value !== null) return { ...common, kind: "constant", value };
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? { ...common, kind: "enum", values: [value] }
    : refuse(node, context, {});
}

/** Names of the properties of a type; undefined when it has none that are known. */
function keysOf(type: Type): Literal[] | undefined {
  if (type.kind === "constant") return isJsonObject(type.value) ? Object.keys(type.value) : undefined;
  return asObject(type)?.properties.map(({ name }) => name);
}

/** `const a = "x"` has a literal type by itself; lists and objects only by `as const`. */
function isFrozen(declaration: ts.VariableDeclaration, { compiler: ts }: TypeContext): boolean {
  const { initializer: value, parent, type } = declaration;
  if (!value || type) return false;
  if (ts.isAsExpression(value)) return value.type.getText() === "const";
  if (ts.isSatisfiesExpression(value)) {
    const { expression } = value;
    return ts.isAsExpression(expression) && expression.type.getText() === "const";
  }
  const constant = ts.isVariableDeclarationList(parent) && (parent.flags & ts.NodeFlags.Const) !== 0;
  return constant && !ts.isArrayLiteralExpression(value) && !ts.isObjectLiteralExpression(value);
}

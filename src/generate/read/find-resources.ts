import type { ts } from "ts-morph";
import { positionOf } from "./problems.ts";
import type { TypeContext } from "./type-context.ts";

/** A call of `resource<T>({...})` that a constant of the file is set to. */
export interface ResourceCall {
  readonly declaration: ts.VariableDeclaration;
  readonly statement: ts.VariableStatement;
  readonly call: ts.CallExpression;
}

type Context = Pick<TypeContext, "compiler" | "sources" | "problems">;

/** Finds the resources that a file defines. One that is no constant at the top of the file cannot be imported, and is a problem. */
export function findResources(source: ts.SourceFile, context: Context): ResourceCall[] {
  const { compiler: ts, problems } = context;
  const found = source.statements.filter(ts.isVariableStatement).flatMap((statement) =>
    statement.declarationList.declarations.flatMap((declaration): ResourceCall[] => {
      const call = declaration.initializer;
      return call && isResourceCall(call, context) ? [{ declaration, statement, call }] : [];
    }),
  );
  const visit = (node: ts.Node): void => {
    if (isResourceCall(node, context) && !found.some(({ call }) => call === node)) {
      problems.error(positionOf(node), {
        code: "RESOURCE_INVALID",
        message: "a resource must be a constant at the top of a file",
        hint: "export const Memcached = resource<Memcached>({ group, version, kind });",
      });
    }
    ts.forEachChild(node, visit);
  };
  if (mayDefine(source)) visit(source);
  return found;
}

/** Whether a node is a call of the library's `resource`, under whatever name it was imported. */
export function isResourceCall(
  node: ts.Node,
  { compiler: ts, sources }: Pick<Context, "compiler" | "sources">,
): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  const meaning = ts.isIdentifier(expression)
    ? sources.meaning(expression.text, node, "value")
    : ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.expression)
      ? sources.member(expression.expression.text, expression.name.text, { node, space: "value" })
      : undefined;
  return meaning?.kind === "library" && meaning.module === "kubewright" && meaning.name === "resource";
}

function mayDefine(source: ts.SourceFile): boolean {
  return source.text.includes("resource");
}

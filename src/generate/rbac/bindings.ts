import type { ts } from "ts-morph";
import type { Session } from "../session.ts";

/** What introduces a name inside a function: a variable, a parameter, or a part of either that was taken out by a pattern. */
export type Binding = ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement;

/** Finds what a name stands for, from its place outwards; undefined when it is no name of a function but of the file. */
export function findBinding(
  name: ts.Identifier,
  { compiler: ts }: Pick<Session, "compiler">,
): Binding | undefined {
  for (let node: ts.Node = name; !ts.isSourceFile(node); node = node.parent) {
    const found = bindingsOf(node, ts).find(
      (binding) => ts.isIdentifier(binding.name) && binding.name.text === name.text,
    );
    if (found) return found;
  }
  return undefined;
}

/** Names that a node introduces for what stands inside of it. */
function bindingsOf(node: ts.Node, compiler: Session["compiler"]): Binding[] {
  const ts = compiler;
  if (ts.isFunctionLike(node)) return node.parameters.flatMap((parameter) => parts(parameter, ts));
  if (ts.isForOfStatement(node) && ts.isVariableDeclarationList(node.initializer))
    return node.initializer.declarations.flatMap((declaration) => parts(declaration, ts));
  if (!ts.isBlock(node)) return [];
  return node.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) =>
      statement.declarationList.declarations.flatMap((declaration) => parts(declaration, ts)),
    );
}

function parts(binding: Binding, compiler: Session["compiler"]): Binding[] {
  const { name } = binding;
  if (compiler.isIdentifier(name)) return [binding];
  return name.elements.flatMap((element) =>
    compiler.isBindingElement(element) ? parts(element, compiler) : [],
  );
}

import type { ts } from "ts-morph";
import type { Type } from "../model/type.ts";
import type { CompilerProgram } from "./compiler-program.ts";
import { OpenType } from "./open-type.ts";
import { readChecked } from "./read-checked.ts";
import { warnOfLostTags } from "./warn-of-lost-tags.ts";
import type { TypeContext } from "./type-context.ts";

/**
 * The type of a node as the compiler computes it: conditional types, `infer`, and whatever else syntax does not tell. Where type parameters are in force the nearest
 * node around it that has none is asked for instead.
 *
 * @throws OpenType
 */
export function evaluateType(
  node: ts.TypeNode,
  context: TypeContext,
  program: CompilerProgram,
): Type | undefined {
  if (context.parameters.size > 0) throw new OpenType();
  const checker = program.checkerFor(node.getSourceFile());
  const original = context.compiler.getOriginalNode(node) as ts.TypeNode;
  const asked = checker.getTypeFromTypeNode(original);
  const type = readChecked(asked, { node, context, checker, program, open: [] });
  if (type?.docs.every((doc) => doc.tags.length === 0))
    warnOfLostTags(asked, { node, context, checker, forgotten: program.forgotten });
  return type;
}

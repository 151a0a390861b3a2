import type { ts } from "ts-morph";
import type { CompilerProgram } from "./compiler-program.ts";
import type { Mask } from "./disguise-tagged.ts";

/** What stands for the marks that are shown beside a type; none for any that is not marked. */
export function marksOf(type: ts.Type, program: CompilerProgram): readonly Mask[] {
  return type.isIntersection() ? type.types.flatMap((member) => program.unmark(member) ?? []) : [];
}

/** The marks of a union as a whole: each of its members has them. */
export function sharedMarks(members: readonly ts.Type[], program: CompilerProgram): readonly Mask[] {
  const [first, ...others] = members.map((member) => marksOf(member, program));
  return (first ?? []).filter((mask) => !mask.items && others.every((marks) => marks.includes(mask)));
}

/** What a type is but for some marks; itself where that has no name. */
export function withoutMarks(
  type: ts.Type,
  { masks, program }: { masks: readonly Mask[]; program: CompilerProgram },
): ts.Type {
  if (!type.isIntersection() || masks.length === 0) return type;
  const others = type.types.filter((member) => {
    const mask = program.unmark(member);
    return !mask || !masks.includes(mask);
  });
  const [only] = others;
  return only && others.length === 1 ? only : type;
}

/** What a list of disguised items is. */
export function listOf(item: ts.Type, program: CompilerProgram): Mask | undefined {
  const literal = item.isStringLiteral() || item.isNumberLiteral() ? program.unmask(item.value) : undefined;
  return [...marksOf(item, program), literal].find((mask) => mask?.items);
}

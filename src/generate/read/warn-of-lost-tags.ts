import type { ts } from "ts-morph";
import { tagsOf } from "../model/tags-of.ts";
import type { Type } from "../model/type.ts";
import type { CompilerView } from "./compiler-view.ts";
import { positionOf, type Problems } from "./problems.ts";
import { sameValues } from "./read-checked.ts";
import type { TaggedNode } from "./tags-around.ts";
import { shorten, type TypeContext } from "./type-context.ts";

/** A type that was computed, and how. */
export interface Computed {
  readonly node: ts.TypeNode;
  readonly context: TypeContext;
  /** Everything with tags that it may be made of. */
  readonly around: readonly TaggedNode[];
  /** Its parts as the compiler tells them, where it was shown the sources as they are. */
  readonly parts: readonly ts.Type[];
  readonly plain: CompilerView;
  /** The view that the type was read in. */
  readonly view: CompilerView;
}

/**
 * The compiler does not tell which of several properties a truth value or an object comes from. Where a part of what it has computed may be that of one that
 * has tags, they may be missed; what was disguised and has not come along is not in it.
 */
export function warnOfLostTags(type: Type, computed: Computed, problems: Problems): void {
  const { around, node, view } = computed;
  const kept = new Set(tagsOf(type).map(placeOf));
  const { file, line } = positionOf(node);
  for (const tagged of around) {
    const missed = tagged.tags.filter((tag) => !kept.has(placeOf(tag)));
    if (missed.length === 0 || view.isDisguised(tagged.node) || !mayBe(tagged, computed)) continue;
    for (const { name, position } of missed) {
      const where = position.file === file ? `in line ${line}` : `in ${file}:${line}`;
      problems.warning(position, {
        code: "TAG_MISPLACED",
        message: `"${name.startsWith("+") ? name : `@${name}`}" of "${tagged.name}" may be lost: "${shorten(node.getText())}" ${where} is computed, and the compiler does not tell where it comes from`,
        hint: "Repeat the tag there, or name the property by its key.",
      });
    }
  }
}

/** Whether something is a part of what was computed, or has given its properties to one. */
function mayBe({ node }: TaggedNode, { context, parts, plain }: Computed): boolean {
  const { compiler: ts } = context;
  const here = plain.find(node);
  if (!here) return true;
  const { type } = here as { type?: ts.TypeNode };
  const isGeneric = ts.isTypeAliasDeclaration(here) && here.typeParameters !== undefined;
  if (type && !isGeneric) {
    const checker = plain.program.checkerFor(here.getSourceFile());
    const own = checker.getTypeFromTypeNode(type);
    // of a type parameter it could be any
    if (own.flags & ts.TypeFlags.Instantiable) return true;
    if (parts.some((part) => sameValues(own, part, ts))) return true;
  }
  const container = type && ts.isTypeLiteralNode(type) ? type : here;
  if (ts.isPropertySignature(here) || ts.isPropertyDeclaration(here)) return false;
  return parts.some((part) =>
    part
      .getProperties()
      .some(({ declarations = [] }) => declarations.some(({ parent }) => parent === container)),
  );
}

function placeOf({ position }: { position: object }): string {
  return JSON.stringify(position);
}

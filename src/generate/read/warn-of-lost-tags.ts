import type { ts } from "ts-morph";
import type { Tagged } from "./disguise-tagged.ts";
import { positionOf } from "./problems.ts";
import { sameValues } from "./read-checked.ts";
import type { TypeContext } from "./type-context.ts";

/**
 * The compiler does not tell which of several properties a truth value or an object comes from. Where what it has computed may be that of one that has tags,
 * of a type that is named there, they may be missed.
 */
export function warnOfLostTags(
  type: ts.Type,
  at: { node: ts.Node; context: TypeContext; checker: ts.TypeChecker; forgotten: readonly Tagged[] },
): void {
  const { node, context, checker, forgotten } = at;
  const named = wordsOf(node).map((word) => context.sources.meaning(word, node, "type"));
  const words = new Set([
    ...wordsOf(node),
    ...named.flatMap((meaning) => (meaning?.kind === "declaration" ? wordsOf(meaning.node) : [])),
  ]);
  for (const tagged of forgotten) {
    const isAround =
      tagged.getSourceFile() === node.getSourceFile() && tagged.pos <= node.pos && node.end <= tagged.end;
    if (isAround || !tagged.type || !words.has(nameOf(tagged, context))) continue;
    if (!sameValues(checker.getTypeFromTypeNode(tagged.type), type, context.compiler)) continue;
    const tags = context.comments
      .peek(tagged)
      .tags.map(({ name }) => (name.startsWith("+") ? name : `@${name}`));
    context.problems.warning(positionOf(node), {
      code: "TAG_MISPLACED",
      message: `${tags.map((tag) => `"${tag}"`).join(", ")} of "${tagged.name.getText()}" cannot stand here: the compiler has computed this type, and does not tell where it comes from`,
      hint: "Repeat the tags here, or name the property by its key.",
    });
  }
}

function wordsOf(node: ts.Node): readonly string[] {
  return node.getText().match(/[\w$]+/g) ?? [];
}

/** The name by which it is asked for: its own, or that of the type that has it. */
function nameOf(tagged: Tagged, { compiler: ts }: TypeContext): string {
  if (ts.isTypeAliasDeclaration(tagged)) return tagged.name.text;
  for (let around: ts.Node = tagged; !ts.isSourceFile(around); around = around.parent) {
    if (ts.isInterfaceDeclaration(around) || ts.isTypeAliasDeclaration(around)) return around.name.text;
    if (ts.isClassDeclaration(around)) return around.name?.text ?? "";
  }
  return "";
}

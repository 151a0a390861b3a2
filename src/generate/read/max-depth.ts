import type { Doc } from "../model/type.ts";
import type { MaxDepth, TypeContext } from "./type-context.ts";

/** Deeper schemas than this come near the limits of the server, whatever they say. */
const deepest = 16;

/** Takes `@maxDepth n` out of comments, and puts it in force for what is read with the context. */
export function withMaxDepth(
  docs: readonly Doc[],
  context: TypeContext,
): { docs: readonly Doc[]; context: TypeContext } {
  const tags = docs.flatMap((doc) => doc.tags.filter(isMaxDepth));
  const [tag] = tags;
  if (!tag) return { docs, context };
  const depth = /^[1-9]\d*$/.test(tag.text) ? Number(tag.text) : NaN;
  if (!(depth <= deepest)) {
    context.problems.error(tag.position, {
      code: "TAG_ARGUMENT",
      message: `wrong argument of "@maxDepth": expected a whole number from 1 to ${deepest}, found "${tag.text}"`,
    });
  }
  for (const { position } of tags.slice(1))
    context.problems.error(position, {
      code: "TAG_MISPLACED",
      message: '"@maxDepth" cannot stand here: it is given twice',
    });
  const maxDepth: MaxDepth = { depth: depth <= deepest ? depth : 1, tag, reached: !(depth <= deepest) };
  context.comments.account.giveUp(tags);
  const rest = docs.map((doc) => ({ ...doc, tags: doc.tags.filter((other) => !isMaxDepth(other)) }));
  return { docs: rest, context: { ...context, maxDepth } };
}

/** Reports a depth of something that does not contain itself. */
export function checkMaxDepth(after: TypeContext, before: TypeContext): void {
  const { maxDepth, problems } = after;
  if (!maxDepth || maxDepth === before.maxDepth || maxDepth.reached) return;
  problems.error(maxDepth.tag.position, {
    code: "TAG_MISPLACED",
    message: '"@maxDepth" cannot stand here: the type does not contain itself',
  });
}

function isMaxDepth({ name }: { name: string }): boolean {
  return name === "maxDepth";
}

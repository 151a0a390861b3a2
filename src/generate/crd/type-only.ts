import type { Doc } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";

/** A property's comment without the markers that only types may have, which are reported. */
export function withoutTypeOnly(doc: Doc, problems: Problems): Doc {
  const wrong = doc.tags.filter((tag) => tag.name === "+k8s:enum");
  for (const tag of wrong) {
    problems.error(tag.position, {
      code: "TAG_MISPLACED",
      message: `"${tag.name}" cannot stand here: it belongs before a type, not before a property`,
      hint: 'type Color = "red" | "green" is a choice without it.',
    });
  }
  return wrong.length > 0 ? { ...doc, tags: doc.tags.filter((tag) => !wrong.includes(tag)) } : doc;
}

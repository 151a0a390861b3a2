import type { Tag } from "../model/type.ts";

/** What is said of a tag that nothing is made of. */
export function noEffect({ name }: Pick<Tag, "name">): { code: string; message: string; hint: string } {
  return {
    code: "TAG_MISPLACED",
    message: `"${name.startsWith("+") ? name : `@${name}`}" has no effect: the type that is made of what it stands before does not keep it`,
    hint: "Repeat it before the property that it should hold for.",
  };
}

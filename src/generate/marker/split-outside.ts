/** Texts in quotes, brackets and separators: what a separator is depends on what it stands in. */
const token = /"(?:[^"\\]|\\.)*"|`[^`]*`|[[\]{}]|[;,:=]/g;

/** The parts between separators that stand neither in quotes nor in braces. */
export function splitOutside(text: string, separator: ";" | "," | ":" | "="): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: found, index } of text.matchAll(token)) {
    if (found === "{") depth += 1;
    else if (found === "}") depth -= 1;
    else if (found === separator && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** A pattern that matches a text and nothing else, in RE2 as in JavaScript. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

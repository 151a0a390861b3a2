import type { CheckError } from "./check-context.ts";

/** Errors as cel-go shows them: place, words, the line, and a mark below it (common/error.go). In the order of their places. */
export function showErrors(source: string, errors: readonly CheckError[]): string {
  return errors
    .map((error) => ({ error, at: locate(source, error.offset) }))
    .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
    .map(({ error, at }) => `ERROR: <input>:${at.line}:${at.column + 1}: ${error.message}${at.snippet}`)
    .join("\n");
}

/** Line from 1, column in code points from 0; an offset below 0 is no place at all. */
function locate(source: string, offset: number): { line: number; column: number; snippet: string } {
  if (offset < 0) return { line: -1, column: -1, snippet: "" };
  const before = source.slice(0, offset).split("\n");
  const line = before.length;
  const column = [...(before.at(-1) ?? "")].length;
  const text = (source.split("\n")[line - 1] ?? "").replaceAll("\t", " ");
  if (source === "" || text.length > 16_384) return { line, column, snippet: "" };
  const points = [...text];
  const wide = (point: string | undefined) => point !== undefined && (point.codePointAt(0) ?? 0) > 0x7f;
  const dots = points.slice(0, column).map((point) => (wide(point) ? "\uff0e" : "."));
  return {
    line,
    column,
    snippet: `\n | ${text}\n | ${dots.join("")}${wide(points[column]) ? "\uff3e" : "^"}`,
  };
}

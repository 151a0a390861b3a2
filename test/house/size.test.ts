import ts from "typescript";
import { expect, test } from "vitest";
import { readSourceFiles } from "./source-files.ts";

const maxFile = 300;
const maxFunction = 60;

/** Data rather than logic; each entry says what it lists. */
const dataTables: Record<string, string> = {};

const files = readSourceFiles("src");

test(`no file is over ${maxFile} lines`, () => {
  const long = files
    .map((file) => ({ path: file.path, lines: file.text.split("\n").length - 1 }))
    .filter((file) => file.lines > maxFile && !(file.path in dataTables));
  expect(long).toEqual([]);
});

test(`no function is over ${maxFunction} lines`, () => {
  const long = files.flatMap((file) => {
    const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
    return longFunctions(source, source);
  });
  expect(long).toEqual([]);
});

function longFunctions(node: ts.Node, source: ts.SourceFile): string[] {
  const nested = node.getChildren(source).flatMap((child) => longFunctions(child, source));
  if (!ts.isFunctionLike(node) || !("body" in node)) return nested;
  const from = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
  const to = source.getLineAndCharacterOfPosition(node.getEnd()).line;
  return to - from + 1 > maxFunction
    ? [...nested, `${source.fileName}:${from + 1} has ${to - from + 1} lines`]
    : nested;
}

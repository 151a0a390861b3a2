import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";
import { positionAt, type Problems } from "./problems.ts";

/** Parses a file. What the parser finds wrong is reported; what it could read all the same is returned. */
export function parseSource(
  ts: Compiler,
  { path, text }: { path: string; text: string },
  problems: Problems,
): ts.SourceFile {
  const options = {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone, // comments are read by a reader of our own
  };
  const source = ts.createSourceFile(path, text.replace(/^\uFEFF/, ""), options, true);
  // not in the public types, but there since the first version: the errors of the parser
  const { parseDiagnostics = [] } = source as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  for (const { start, messageText } of parseDiagnostics) {
    const said = ts.flattenDiagnosticMessageText(messageText, "\n");
    const message = `cannot read the source: ${said.replace(/\.$/, "")}`;
    problems.error(positionAt(source, start), { code: "SYNTAX_INVALID", message });
  }
  return source;
}

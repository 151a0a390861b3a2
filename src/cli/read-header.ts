import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../base/errors.ts";

/**
 * The header that files begin with, every line a comment of YAML; empty when none is asked for. ` YEAR` in it is what the year stands for, as in
 * controller-gen's headerFile and year.
 */
export function readHeader(
  { headerFile, year = "" }: { headerFile?: string | undefined; year?: string | undefined },
  cwd: string,
): string {
  if (headerFile === undefined) return "";
  const lines = readText(headerFile, cwd).replaceAll(" YEAR", ` ${year}`).trimEnd().split(/\r?\n/);
  if (lines.every((line) => line === "" || line.startsWith("#"))) return `${lines.join("\n")}\n`;
  // the header of another language's files: its own signs of a comment go
  const text = lines
    .map((line) => line.replace(/^\s*(\/\*+|\*\/|\*|\/\/)/, "").replace(/\*\/\s*$/, ""))
    .join("\n")
    .trim();
  return text.replaceAll(/^ ?(.*)$/gm, (_line, words: string) => `# ${words}`.trimEnd()) + "\n";
}

function readText(given: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, given), "utf8");
  } catch (error) {
    throw new UserError("SOURCE_NOT_FOUND", `cannot read "${given}": no such file or folder`, {
      cause: error,
    });
  }
}

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  path: string;
  text: string;
  /** Repository paths of our own modules that it imports, types included. */
  imports: string[];
  /** Names of packages that it imports, Node's own left out. */
  packages: string[];
}

/** The hand-written TypeScript files below a folder; generated ones (src/k8s/<group>) are left out. */
export function readSourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter(
      (path) => path.endsWith(".ts") && !/^src\/k8s\/[^/]+\//.test(path) && !path.startsWith("test/golden/"),
    )
    .sort()
    .map(readSourceFile);
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
  const own = specifiers.filter((specifier) => specifier.startsWith("."));
  const foreign = specifiers.filter(
    (specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"),
  );
  return {
    path,
    text,
    imports: own.map((specifier) =>
      relative(root, join(root, dirname(path), specifier)).replaceAll("\\", "/"),
    ),
    packages: [...new Set(foreign.map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/")))],
  };
}

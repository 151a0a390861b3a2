import { printWidth } from "./write-value.ts";

/** What a file imports. */
export interface Imports {
  /** Values and types of the library. */
  readonly values: Set<string>;
  readonly types: Set<string>;
  /** Types of the file that the versions of a kind share. */
  readonly shared: Set<string>;
}

/** The import statements of a file; "" when it needs none. */
export function writeImports({ values, types, shared }: Imports, sharedModule = ""): string {
  const own = [...[...values].sort(), ...[...types].sort().map((name) => `type ${name}`)];
  const statements = [
    values.size > 0
      ? statement("import", own, "kubewright")
      : statement("import type", [...types].sort(), "kubewright"),
    statement("import type", [...shared].sort(), sharedModule),
  ];
  return statements.join("");
}

function statement(keyword: string, names: readonly string[], module: string): string {
  if (names.length === 0) return "";
  const line = `${keyword} { ${names.join(", ")} } from "${module}";`;
  if (line.length <= printWidth) return `${line}\n`;
  return `${keyword} {\n${names.map((name) => `  ${name},\n`).join("")}} from "${module}";\n`;
}

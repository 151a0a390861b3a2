import { printWidth } from "./write-value.ts";

/** What a file imports. */
export interface Imports {
  /** Values of the library's main module. */
  readonly values: Set<string>;
  /** Types of the library, by module. */
  readonly types: Map<string, Set<string>>;
  /** Types of the file that the versions of a kind share. */
  readonly shared: Set<string>;
}

/** The import statements of a file; "" when it needs none. */
export function writeImports({ values, types, shared }: Imports, sharedModule = ""): string {
  const modules = new Set([...(values.size > 0 ? ["kubewright"] : []), ...[...types.keys()].sort()]);
  const statements = [...modules].map((module) => {
    const names = [...(types.get(module) ?? [])].sort();
    if (values.size === 0 || module !== "kubewright") return statement("import type", names, module);
    return statement("import", [...[...values].sort(), ...names.map((name) => `type ${name}`)], module);
  });
  statements.push(statement("import type", [...shared].sort(), sharedModule));
  return statements.join("");
}

function statement(keyword: string, names: readonly string[], module: string): string {
  if (names.length === 0) return "";
  const line = `${keyword} { ${names.join(", ")} } from "${module}";`;
  if (line.length <= printWidth) return `${line}\n`;
  return `${keyword} {\n${names.map((name) => `  ${name},\n`).join("")}} from "${module}";\n`;
}

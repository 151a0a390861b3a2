import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";

/** Something that a name stands for. */
export type Declaration =
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration
  | ts.ClassDeclaration
  | ts.VariableDeclaration;

/** A name in another module; `*` is the module as a whole. */
export interface ModuleReference {
  readonly module: string;
  readonly name: string;
}

/** The names of a file: what it declares, imports and passes on. */
export interface SourceModule {
  readonly source: ts.SourceFile;
  readonly types: ReadonlyMap<string, readonly Exclude<Declaration, ts.VariableDeclaration>[]>;
  readonly values: ReadonlyMap<string, ts.VariableDeclaration>;
  readonly imports: ReadonlyMap<string, ModuleReference>;
  /** `export { name as key }`, of another module or of this one. */
  readonly exports: ReadonlyMap<string, { module?: string; name: string }>;
  /** `export * from`. */
  readonly stars: readonly string[];
}

/** Reads the names of a file from its top-level statements. */
export function readModule(compiler: Compiler, source: ts.SourceFile): SourceModule {
  const ts = compiler;
  const types = new Map<string, Exclude<Declaration, ts.VariableDeclaration>[]>();
  const values = new Map<string, ts.VariableDeclaration>();
  const imports = new Map<string, ModuleReference>();
  const exports = new Map<string, { module?: string; name: string }>();
  const stars: string[] = [];
  for (const statement of source.statements) {
    if (
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isClassDeclaration(statement)
    ) {
      const name = statement.name?.text;
      if (name !== undefined) types.set(name, [...(types.get(name) ?? []), statement]);
    } else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (ts.isIdentifier(declaration.name)) values.set(declaration.name.text, declaration);
      }
    } else if (ts.isImportDeclaration(statement)) readImport(ts, statement, imports);
    else if (ts.isExportDeclaration(statement)) readExport(ts, statement, { exports, stars });
  }
  return { source, types, values, imports, exports, stars };
}

function readImport(
  compiler: Compiler,
  statement: ts.ImportDeclaration,
  imports: Map<string, ModuleReference>,
): void {
  const module = (statement.moduleSpecifier as ts.StringLiteral).text;
  const { name, namedBindings: bindings } = statement.importClause ?? {};
  if (name) imports.set(name.text, { module, name: "default" });
  if (!bindings) return;
  if (compiler.isNamespaceImport(bindings)) imports.set(bindings.name.text, { module, name: "*" });
  else
    for (const element of bindings.elements)
      imports.set(element.name.text, { module, name: (element.propertyName ?? element.name).text });
}

function readExport(
  compiler: Compiler,
  statement: ts.ExportDeclaration,
  into: { exports: Map<string, { module?: string; name: string }>; stars: string[] },
): void {
  const { moduleSpecifier, exportClause: clause } = statement;
  const module = moduleSpecifier && (moduleSpecifier as ts.StringLiteral).text;
  if (!clause) {
    if (module !== undefined) into.stars.push(module);
  } else if (compiler.isNamedExports(clause)) {
    for (const element of clause.elements) {
      const name = (element.propertyName ?? element.name).text;
      into.exports.set(element.name.text, module === undefined ? { name } : { module, name });
    }
  }
}

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

/** The names of a file, or of a block `namespace A { … }` in it: what it declares, imports and passes on. */
export interface SourceModule {
  readonly types: ReadonlyMap<string, readonly Exclude<Declaration, ts.VariableDeclaration>[]>;
  readonly values: ReadonlyMap<string, ts.VariableDeclaration>;
  readonly namespaces: ReadonlyMap<string, readonly ts.ModuleDeclaration[]>;
  readonly imports: ReadonlyMap<string, ModuleReference>;
  /** `import Name = Namespace.Other`. */
  readonly aliases: ReadonlyMap<string, ts.EntityName>;
  /** `export { name as key }`, of another module or of this one. */
  readonly exports: ReadonlyMap<string, { module?: string; name: string }>;
  /** `export * from`. */
  readonly stars: readonly string[];
  /** `declare module "./other.ts" { … }`. */
  readonly augmentations: readonly ts.ModuleDeclaration[];
  /** `import "./other.ts"`: for what it adds elsewhere. */
  readonly effects: readonly string[];
}

interface Names {
  readonly types: Map<string, Exclude<Declaration, ts.VariableDeclaration>[]>;
  readonly values: Map<string, ts.VariableDeclaration>;
  readonly namespaces: Map<string, ts.ModuleDeclaration[]>;
  readonly imports: Map<string, ModuleReference>;
  readonly aliases: Map<string, ts.EntityName>;
  readonly exports: Map<string, { module?: string; name: string }>;
  readonly stars: string[];
  readonly augmentations: ts.ModuleDeclaration[];
  readonly effects: string[];
}

/** Reads the names of a file or a block from its statements. */
export function readModule(compiler: Compiler, statements: readonly ts.Statement[]): SourceModule {
  const names: Names = {
    types: new Map(),
    values: new Map(),
    namespaces: new Map(),
    imports: new Map(),
    aliases: new Map(),
    exports: new Map(),
    stars: [],
    augmentations: [],
    effects: [],
  };
  for (const statement of statements) readStatement(compiler, statement, names);
  return names;
}

function readStatement(ts: Compiler, statement: ts.Statement, names: Names): void {
  if (
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isClassDeclaration(statement)
  )
    readDeclaration(ts, statement, names);
  else if (ts.isVariableStatement(statement)) {
    for (const declaration of statement.declarationList.declarations)
      if (ts.isIdentifier(declaration.name)) names.values.set(declaration.name.text, declaration);
  } else if (ts.isModuleDeclaration(statement)) readNamespace(ts, statement, names);
  else if (ts.isImportDeclaration(statement)) readImport(ts, statement, names);
  else if (ts.isImportEqualsDeclaration(statement)) readImportEquals(ts, statement, names);
  else if (ts.isExportDeclaration(statement)) readExport(ts, statement, names);
  else if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression))
    names.exports.set(statement.isExportEquals ? "export=" : "default", { name: statement.expression.text });
}

function readDeclaration(
  ts: Compiler,
  statement: Exclude<Declaration, ts.VariableDeclaration>,
  { types, exports }: Names,
): void {
  const isDefault = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
  const name = statement.name?.text ?? (isDefault ? "default" : undefined);
  if (name === undefined) return;
  types.set(name, [...(types.get(name) ?? []), statement]);
  if (isDefault && name !== "default") exports.set("default", { name });
}

function readNamespace(ts: Compiler, statement: ts.ModuleDeclaration, names: Names): void {
  const { name } = statement;
  if (ts.isStringLiteral(name)) names.augmentations.push(statement);
  else names.namespaces.set(name.text, [...(names.namespaces.get(name.text) ?? []), statement]);
}

function readImport(
  compiler: Compiler,
  statement: ts.ImportDeclaration,
  { imports, effects }: Pick<Names, "imports" | "effects">,
): void {
  const module = (statement.moduleSpecifier as ts.StringLiteral).text;
  if (!statement.importClause) effects.push(module);
  const { name, namedBindings: bindings } = statement.importClause ?? {};
  if (name) imports.set(name.text, { module, name: "default" });
  if (!bindings) return;
  if (compiler.isNamespaceImport(bindings)) imports.set(bindings.name.text, { module, name: "*" });
  else
    for (const element of bindings.elements)
      imports.set(element.name.text, { module, name: (element.propertyName ?? element.name).text });
}

function readImportEquals(ts: Compiler, statement: ts.ImportEqualsDeclaration, names: Names): void {
  const { moduleReference: target, name } = statement;
  if (!ts.isExternalModuleReference(target)) names.aliases.set(name.text, target);
  else if (ts.isStringLiteral(target.expression))
    names.imports.set(name.text, { module: target.expression.text, name: "*" });
}

function readExport(
  compiler: Compiler,
  statement: ts.ExportDeclaration,
  { exports, stars }: Pick<Names, "exports" | "stars">,
): void {
  const { moduleSpecifier, exportClause: clause } = statement;
  const module = moduleSpecifier && (moduleSpecifier as ts.StringLiteral).text;
  if (!clause) {
    if (module !== undefined) stars.push(module);
  } else if (compiler.isNamedExports(clause)) {
    for (const element of clause.elements) {
      const name = (element.propertyName ?? element.name).text;
      exports.set(element.name.text, module === undefined ? { name } : { module, name });
    }
  } else if (module !== undefined) exports.set(clause.name.text, { module, name: "*" });
}

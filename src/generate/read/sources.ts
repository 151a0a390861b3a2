import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";

/** Something that a name stands for. */
export type Declaration =
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration
  | ts.ClassDeclaration
  | ts.VariableDeclaration;

/** What a name means in a file: a declaration of the project, or an export of the library. */
export type Meaning =
  | { readonly kind: "declaration"; readonly node: Declaration }
  | {
      readonly kind: "library";
      /** `kubewright`, `kubewright/k8s/apps/v1`. */ readonly module: string;
      readonly name: string;
    }
  | { readonly kind: "foreign"; readonly module: string; readonly name: string };

interface Module {
  readonly source: ts.SourceFile;
  readonly types: Map<string, Declaration>;
  readonly values: Map<string, ts.VariableDeclaration>;
  readonly imports: Map<string, { module: string; name: string }>;
  readonly exports: Map<string, { module: string; name: string }>;
}

/**
 * The syntax of the project's files, parsed when they are first asked for, with names followed through imports. There is no type checker:
 * what a schema needs stands in the source, and its order is kept.
 */
export class Sources {
  readonly #compiler: Compiler;
  readonly #modules = new Map<string, Module>();

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  /** The file's syntax. */
  file(path: string): ts.SourceFile {
    return this.#module(path).source;
  }

  /** What a name means where a node stands: a type first for type names, a constant first for values. */
  meaning(name: string, at: ts.Node, space: "type" | "value"): Meaning | undefined {
    return this.#lookUp(at.getSourceFile().fileName, name, space);
  }

  #lookUp(path: string, name: string, space: "type" | "value"): Meaning | undefined {
    const module = this.#module(path);
    const node =
      space === "type"
        ? (module.types.get(name) ?? module.values.get(name))
        : (module.values.get(name) ?? module.types.get(name));
    if (node) return { kind: "declaration", node };
    const imported = module.imports.get(name);
    return imported && this.#follow(path, imported, space);
  }

  #follow(
    path: string,
    { module, name }: { module: string; name: string },
    space: "type" | "value",
  ): Meaning | undefined {
    const own = ownModule(module, path);
    if (own) return { kind: "library", module: own, name };
    if (!module.startsWith(".")) return { kind: "foreign", module, name };
    const target = resolveRelative(path, module);
    if (!target) return undefined;
    const { exports } = this.#module(target);
    const passedOn = exports.get(name);
    if (passedOn) return this.#follow(target, passedOn, space);
    const found = this.#lookUp(target, name, space);
    if (found) return found;
    for (const [key, { module: from }] of exports) {
      const star = key.startsWith("*") ? this.#follow(target, { module: from, name }, space) : undefined;
      if (star?.kind === "declaration") return star;
    }
    return undefined;
  }

  #module(path: string): Module {
    let module = this.#modules.get(path);
    if (!module) this.#modules.set(path, (module = this.#parse(path)));
    return module;
  }

  #parse(path: string): Module {
    const ts = this.#compiler;
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
    const module: Module = {
      source,
      types: new Map(),
      values: new Map(),
      imports: new Map(),
      exports: new Map(),
    };
    for (const statement of source.statements) {
      if (
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isEnumDeclaration(statement)
      ) {
        module.types.set(statement.name.text, statement);
      } else if (ts.isClassDeclaration(statement) && statement.name)
        module.types.set(statement.name.text, statement);
      else if (ts.isVariableStatement(statement)) {
        for (const declaration of statement.declarationList.declarations) {
          if (ts.isIdentifier(declaration.name)) module.values.set(declaration.name.text, declaration);
        }
      } else if (ts.isImportDeclaration(statement)) readImport(ts, statement, module.imports);
      else if (ts.isExportDeclaration(statement)) readExport(ts, statement, module.exports);
    }
    return module;
  }
}

function readImport(compiler: Compiler, statement: ts.ImportDeclaration, imports: Module["imports"]): void {
  const module = (statement.moduleSpecifier as ts.StringLiteral).text;
  const bindings = statement.importClause?.namedBindings;
  if (statement.importClause?.name)
    imports.set(statement.importClause.name.text, { module, name: "default" });
  if (!bindings) return;
  if (compiler.isNamespaceImport(bindings)) imports.set(bindings.name.text, { module, name: "*" });
  else
    for (const element of bindings.elements)
      imports.set(element.name.text, { module, name: (element.propertyName ?? element.name).text });
}

function readExport(compiler: Compiler, statement: ts.ExportDeclaration, exports: Module["exports"]): void {
  const module = statement.moduleSpecifier && (statement.moduleSpecifier as ts.StringLiteral).text;
  if (!module) return;
  const clause = statement.exportClause;
  if (!clause) exports.set(`*${module}`, { module, name: "*" });
  else if (compiler.isNamedExports(clause)) {
    for (const element of clause.elements)
      exports.set(element.name.text, { module, name: (element.propertyName ?? element.name).text });
  }
}

/** The library under its public name, also when a source of its own repository imports it by path. */
function ownModule(module: string, from: string): string | undefined {
  if (module === "kubewright" || module.startsWith("kubewright/")) return module;
  if (!module.startsWith(".")) return undefined;
  const path = resolve(dirname(from), module)
    .replaceAll("\\", "/")
    .replace(/\.[jt]s$/, "");
  const builtIn = /\/src\/k8s\/(.+)$/.exec(path)?.[1];
  if (builtIn) return `kubewright/k8s/${builtIn}`;
  return /\/src\/(index|kube\/(resource|scalar|object|condition))$/.test(path) ? "kubewright" : undefined;
}

function resolveRelative(from: string, module: string): string | undefined {
  const base = resolve(dirname(from), module);
  const candidates = [
    base,
    base.replace(/\.js$/, ".ts"),
    base.replace(/\.mjs$/, ".mts"),
    `${base}.ts`,
    `${base}/index.ts`,
  ];
  return candidates.find((path) => /\.m?ts$/.test(path) && existsSync(path));
}

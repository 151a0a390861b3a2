import { readFileSync, statSync } from "node:fs";
import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";
import { positionAt, type Problems } from "./problems.ts";
import { readModule, type Declaration, type ModuleReference, type SourceModule } from "./read-module.ts";
import { libraryModule, resolveRelative } from "./resolve-module.ts";

/** What a name means in a file. */
export type Meaning =
  | {
      readonly kind: "declaration";
      readonly node: Declaration;
      /** Further interfaces of the same name, whose members are the type's too. */
      readonly merged: readonly ts.InterfaceDeclaration[];
    }
  | {
      readonly kind: "library";
      /** `kubewright`, `kubewright/k8s/apps/v1`. */
      readonly module: string;
      /** `*` for the module as a whole. */
      readonly name: string;
    }
  | { readonly kind: "foreign" | "missing"; readonly module: string; readonly name: string };

/** A name that stands for a type, or one that stands for a value. */
export type Space = "type" | "value";

interface LookUp {
  readonly name: string;
  readonly space: Space;
  /** Files passed on the way: star exports may go round in circles. */
  readonly passed: readonly string[];
}

/**
 * The syntax of the project's files, parsed when they are first asked for, with names followed through imports. There is no type checker:
 * what a schema needs stands in the source, where its order is kept.
 */
export class Sources {
  readonly #compiler: Compiler;
  readonly #problems: Problems;
  readonly #readFile: (path: string) => string | undefined;
  readonly #modules = new Map<string, SourceModule>();

  constructor(
    compiler: Compiler,
    problems: Problems,
    readFile: (path: string) => string | undefined = readFromDisk,
  ) {
    this.#compiler = compiler;
    this.#problems = problems;
    this.#readFile = readFile;
  }

  /** The file's syntax; what does not parse is a problem. */
  file(path: string): ts.SourceFile {
    return this.#module(path).source;
  }

  /** What a name means where a node stands. */
  meaning(name: string, at: ts.Node, space: Space): Meaning | undefined {
    return this.#lookUp(at.getSourceFile().fileName, { name, space, passed: [] });
  }

  /** What `namespace.name` means, where `namespace` is `import * as namespace`. */
  member(namespace: string, name: string, at: { node: ts.Node; space: Space }): Meaning | undefined {
    const path = at.node.getSourceFile().fileName;
    const imported = this.#module(path).imports.get(namespace);
    if (imported?.name !== "*") return undefined;
    return this.#follow(path, { module: imported.module, name }, at.space);
  }

  /** What a module exports under a name: `import("./other.ts").Name`. */
  exported(reference: ModuleReference, at: { node: ts.Node; space: Space }): Meaning | undefined {
    return this.#follow(at.node.getSourceFile().fileName, reference, at.space);
  }

  #lookUp(path: string, { name, space, passed }: LookUp): Meaning | undefined {
    const module = this.#module(path);
    const types = module.types.get(name) ?? [];
    const value = module.values.get(name);
    const node = space === "type" ? (types[0] ?? value) : (value ?? types[0]);
    if (node) {
      const merged = types.slice(1).filter((other) => this.#compiler.isInterfaceDeclaration(other));
      return { kind: "declaration", node, merged };
    }
    const imported = module.imports.get(name);
    return imported && this.#follow(path, imported, space, passed);
  }

  #follow(
    path: string,
    reference: ModuleReference,
    space: Space,
    passed: readonly string[] = [],
  ): Meaning | undefined {
    const { module, name } = reference;
    const own = libraryModule(module, path);
    if (own) return { kind: "library", module: own, name };
    if (!module.startsWith(".")) return { kind: "foreign", module, name };
    const target = resolveRelative(module, path, (candidate) => this.#exists(candidate));
    if (!target) return { kind: "missing", module, name };
    if (passed.includes(target)) return undefined;
    const through = [...passed, target];
    const { exports, stars } = this.#module(target);
    const passedOn = exports.get(name);
    if (passedOn?.module !== undefined)
      return this.#follow(target, { module: passedOn.module, name: passedOn.name }, space, through);
    const found = this.#lookUp(target, { name: passedOn?.name ?? name, space, passed: through });
    if (found) return found;
    for (const from of stars) {
      const star = this.#follow(target, { module: from, name }, space, through);
      if (star?.kind === "declaration" || star?.kind === "library") return star;
    }
    return undefined;
  }

  #exists(path: string): boolean {
    return this.#modules.has(path) || this.#readFile(path) !== undefined;
  }

  #module(path: string): SourceModule {
    let module = this.#modules.get(path);
    if (!module) this.#modules.set(path, (module = this.#parse(path)));
    return module;
  }

  #parse(path: string): SourceModule {
    const ts = this.#compiler;
    const options = {
      languageVersion: ts.ScriptTarget.Latest,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone, // comments are read by a reader of our own
    };
    const source = ts.createSourceFile(path, this.#readFile(path) ?? "", options, true);
    // not in the public types, but there since the first version: the errors of the parser
    const { parseDiagnostics = [] } = source as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
    for (const { start, messageText } of parseDiagnostics) {
      const text = ts.flattenDiagnosticMessageText(messageText, "\n");
      const message = `cannot read the source: ${text.replace(/\.$/, "")}`;
      this.#problems.error(positionAt(source, start), { code: "SYNTAX_INVALID", message });
    }
    return readModule(ts, source);
  }
}

function readFromDisk(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : undefined;
}

import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";
import { ModuleResolver } from "./module-resolver.ts";
import { parseSource } from "./parse-source.ts";
import type { Problems } from "./problems.ts";
import { readModule, type Declaration, type ModuleReference, type SourceModule } from "./read-module.ts";
import { readFromDisk } from "./read-from-disk.ts";
import { isOwnFile, libraryModule } from "./resolve-module.ts";

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
  | { readonly kind: "namespace"; readonly nodes: readonly ts.ModuleDeclaration[] }
  | { readonly kind: "module"; readonly path: string }
  | { readonly kind: "foreign" | "missing"; readonly module: string; readonly name: string };

/** A name that stands for a type, for a value, or for what has names of its own. */
export type Space = "type" | "value" | "namespace";

interface LookUp {
  readonly name: string;
  readonly space: Space;
  /** Files passed on the way: star exports may go round in circles. */
  readonly passed: readonly string[];
}

/**
 * The syntax of the project's files, parsed when they are first asked for, with names followed through imports and namespaces. There is no type
 * checker: what a schema needs stands in the source, where its order is kept.
 */
export class Sources {
  /** Paths of the files that were looked at; whoever wants to know clears it before. */
  readonly touched = new Set<string>();
  readonly #compiler: Compiler;
  readonly #problems: Problems;
  readonly #readFile: (path: string) => string | undefined;
  readonly #resolver: ModuleResolver;
  readonly #files = new Map<string, ts.SourceFile>();
  readonly #modules = new Map<ts.Node, SourceModule>();
  /** Types of aliases and properties, where the compiler has been shown something else. */
  readonly #written = new Map<ts.Node, ts.TypeNode>();
  /** What is declared of a file's names in other files. */
  readonly #augmentations = new Map<string, ts.ModuleDeclaration[]>();

  constructor(
    compiler: Compiler,
    problems: Problems,
    readFile: (path: string) => string | undefined = readFromDisk,
  ) {
    this.#compiler = compiler;
    this.#problems = problems;
    this.#readFile = readFile;
    this.#resolver = new ModuleResolver(compiler, (path) => this.#text(path));
  }

  /** The file's syntax; what does not parse is a problem. */
  file(path: string): ts.SourceFile {
    this.touched.add(path);
    const known = this.#files.get(path);
    if (known) return known;
    const text = this.#text(path) ?? "";
    const source = parseSource(this.#compiler, { path, text }, this.#problems);
    this.#files.set(path, source);
    const { augmentations, effects } = this.#module(source);
    for (const declaration of augmentations) {
      const target = this.resolve((declaration.name as ts.StringLiteral).text, path);
      if (target) this.#augmentations.set(target, [...(this.#augmentations.get(target) ?? []), declaration]);
    }
    for (const module of effects) {
      const target = module.startsWith(".") && !libraryModule(module, path) && this.resolve(module, path);
      if (target) this.file(target);
    }
    return source;
  }

  /** Takes up that a file has another text now. False where other files may say something about it: then all must be read anew. */
  forget(path: string): boolean {
    const source = this.#files.get(path);
    if (source) this.#modules.delete(source);
    this.#files.delete(path);
    return this.#augmentations.size === 0;
  }

  /** The type of an alias, or of a property, as it stands in its source. */
  typeOf<T extends ts.TypeNode | undefined>(node: ts.Node & { readonly type?: T }): T {
    return (this.#written.get(node) ?? node.type) as T;
  }

  /** Shows the compiler another type; {@link typeOf} still is what stands in the source. */
  disguise(node: ts.Node & { readonly type?: ts.TypeNode | undefined }, type: ts.TypeNode): void {
    if (node.type) this.#written.set(node, node.type);
    const adopt = (child: ts.Node, parent: ts.Node): void => {
      Object.assign(child, { parent });
      this.#compiler.forEachChild(child, (inner) => adopt(inner, child));
    };
    adopt(type, Object.assign(node, { type }));
  }

  /** Whether there is such a file. */
  exists(path: string): boolean {
    return this.#files.has(path) || this.#text(path) !== undefined;
  }

  /** The file behind an import; undefined when there is none with types. */
  resolve(module: string, from: string): string | undefined {
    return this.#resolver.resolve(module, from);
  }

  /** What a name means where a node stands. */
  meaning(name: string, at: ts.Node, space: Space): Meaning | undefined {
    const ts = this.#compiler;
    for (let node = at.parent as ts.Node | undefined; node; node = node.parent) {
      if (!ts.isModuleDeclaration(node)) continue;
      const wanted: LookUp = { name, space, passed: [] };
      const found = ts.isStringLiteral(node.name)
        ? this.#inAugmented(node, node.name.text, wanted)
        : this.#inBlocks(this.#enclosing(node).namespaces.get(node.name.text) ?? [node], wanted);
      if (found) return found;
    }
    return this.#lookUp(at.getSourceFile().fileName, { name, space, passed: [] });
  }

  /** Names of types in the file of a node, and of what it imports. */
  typeNames(at: ts.Node): readonly string[] {
    const { types, imports } = this.#module(at.getSourceFile());
    return [...types.keys(), ...imports.keys()];
  }

  /** What `namespace.name` means: a namespace of the project, or `import * as namespace`. */
  member(namespace: string, name: string, at: { node: ts.Node; space: Space }): Meaning | undefined {
    const container = this.meaning(namespace, at.node, "namespace");
    return container && this.#memberOf(container, { name, space: at.space, passed: [] });
  }

  /** What `a.b.c` means. */
  entity(name: ts.EntityName, at: { node: ts.Node; space: Space }): Meaning | undefined {
    if (this.#compiler.isIdentifier(name)) return this.meaning(name.text, at.node, at.space);
    const container = this.entity(name.left, { node: at.node, space: "namespace" });
    return container && this.inside(container, [name.right.text], at.space);
  }

  /** What a way of names inside of a namespace or a module leads to. */
  inside(container: Meaning, names: readonly string[], space: Space): Meaning | undefined {
    const [name, ...rest] = names;
    if (name === undefined) return container;
    const wanted: LookUp = { name, space: rest.length > 0 ? "namespace" : space, passed: [] };
    const found = this.#memberOf(container, wanted);
    return found && this.inside(found, rest, space);
  }

  /** What a module exports under a name: `import("./other.ts").Name`. */
  exported(reference: ModuleReference, at: { node: ts.Node; space: Space }): Meaning | undefined {
    return this.#follow(at.node.getSourceFile().fileName, reference, at.space);
  }

  #memberOf(container: Meaning, wanted: LookUp): Meaning | undefined {
    switch (container.kind) {
      case "namespace":
        return this.#inBlocks(container.nodes, wanted);
      case "module":
        return this.#exportOf(container.path, wanted);
      case "library":
        return container.name === "*" ? { ...container, name: wanted.name } : undefined;
      case "declaration":
        return undefined;
      default:
        return { ...container, name: wanted.name };
    }
  }

  #lookUp(path: string, wanted: LookUp): Meaning | undefined {
    const source = this.file(path);
    const found = this.#inScope(this.#module(source), path, wanted);
    const globals = this.#module(source).namespaces.get("global");
    return found ?? (globals && this.#inBlocks(globals, wanted));
  }

  /** Inside of `declare module "./other.ts"` the other file's names are known too. */
  #inAugmented(block: ts.ModuleDeclaration, module: string, wanted: LookUp): Meaning | undefined {
    const target = this.resolve(module, block.getSourceFile().fileName);
    return (
      (target === undefined ? undefined : this.#exportOf(target, wanted)) ?? this.#inBlocks([block], wanted)
    );
  }

  #inBlocks(blocks: readonly ts.ModuleDeclaration[], wanted: LookUp): Meaning | undefined {
    const scopes = blocks.map((block) => ({ block, scope: this.#block(block) }));
    const merged = scopes.flatMap(({ scope }) => scope.types.get(wanted.name) ?? []);
    for (const { block, scope } of scopes) {
      const found = this.#inScope(scope, block.getSourceFile().fileName, wanted);
      if (!found) continue;
      return found.kind === "declaration" && merged.length > 1 ? this.#declared(merged, found.node) : found;
    }
    return undefined;
  }

  #inScope(scope: SourceModule, path: string, wanted: LookUp): Meaning | undefined {
    const { name, space, passed } = wanted;
    const added = (this.#augmentations.get(path) ?? []).flatMap(
      (block) => this.#block(block).types.get(name) ?? [],
    );
    const types = [...(scope.types.get(name) ?? []), ...added];
    const value = scope.values.get(name);
    const namespaces = scope.namespaces.get(name);
    if (space === "namespace" && namespaces) return { kind: "namespace", nodes: namespaces };
    const node = space === "value" ? (value ?? types[0]) : (types[0] ?? value);
    if (node) return this.#declared(types, node);
    const alias = scope.aliases.get(name);
    if (alias) return this.entity(alias, { node: alias, space });
    const imported = scope.imports.get(name);
    return imported && this.#follow(path, imported, space, passed);
  }

  #declared(types: readonly ts.Node[], node: Declaration): Meaning {
    const merged = types.filter(
      (other): other is ts.InterfaceDeclaration =>
        other !== node && this.#compiler.isInterfaceDeclaration(other),
    );
    return { kind: "declaration", node, merged };
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
    const target = this.resolve(module, path);
    if (!target) return { kind: module.startsWith(".") ? "missing" : "foreign", module, name };
    return this.#exportOf(target, { name, space, passed });
  }

  /** What a file passes on under a name. */
  #exportOf(target: string, { name, space, passed }: LookUp): Meaning | undefined {
    if (passed.includes(`${target} ${name}`)) return undefined;
    const through = [...passed, `${target} ${name}`];
    const { exports, stars } = this.#module(this.file(target));
    const whole = name === "*" || name === "default" ? exports.get("export=") : undefined;
    const passedOn = exports.get(name) ?? whole;
    if (passedOn?.module !== undefined)
      return this.#follow(target, { module: passedOn.module, name: passedOn.name }, space, through);
    if (name === "*" && !whole) return space === "namespace" ? { kind: "module", path: target } : undefined;
    const found = this.#lookUp(target, { name: passedOn?.name ?? name, space, passed: through });
    if (found) return found;
    for (const from of stars) {
      const star = this.#follow(target, { module: from, name }, space, through);
      if (star && star.kind !== "foreign" && star.kind !== "missing") return star;
    }
    return undefined;
  }

  #enclosing(node: ts.Node): SourceModule {
    const ts = this.#compiler;
    let around = node.parent;
    while (!ts.isSourceFile(around) && !ts.isModuleDeclaration(around)) around = around.parent;
    return ts.isSourceFile(around) ? this.#module(around) : this.#block(around);
  }

  #block(block: ts.ModuleDeclaration): SourceModule {
    const ts = this.#compiler;
    const { body } = block;
    let module = this.#modules.get(block);
    if (!module) {
      // `namespace A.B { … }` is a namespace in a namespace
      const statements = !body
        ? []
        : ts.isModuleBlock(body)
          ? body.statements
          : [body as ts.NamespaceDeclaration];
      this.#modules.set(block, (module = readModule(ts, statements)));
    }
    return module;
  }

  #module(source: ts.SourceFile): SourceModule {
    let module = this.#modules.get(source);
    if (!module) this.#modules.set(source, (module = readModule(this.#compiler, source.statements)));
    return module;
  }

  #text(path: string): string | undefined {
    const known = this.#files.get(path)?.text ?? this.#readFile(path);
    return known ?? (isOwnFile(path) ? readFromDisk(path) : undefined);
  }
}

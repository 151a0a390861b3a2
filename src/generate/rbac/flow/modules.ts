import { isBuiltin } from "node:module";
import type { ts } from "ts-morph";
import { readModule, type ModuleReference, type SourceModule } from "../../read/read-module.ts";
import { libraryModule } from "../../read/resolve-module.ts";
import { isGlobal } from "./globals.ts";
import type { Machine } from "./machine.ts";
import { refine } from "./refine.ts";
import { data, valuesOf } from "./store.ts";
import type { Scope, Value, Values } from "./value.ts";

/** The files of the project, each run once in a pass, and what names mean from one to the other. */
export class Modules {
  readonly #machine: Machine;
  readonly #read = new Map<string, SourceModule>();
  readonly #run = new Set<string>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Begins another pass. */
  begin(): void {
    this.#run.clear();
  }

  /** The names of a file, whose statements were run. */
  scope(path: string): Scope {
    const { session, store } = this.#machine;
    const scope = store.scope(`file ${path}`, () => ({ parent: undefined }));
    if (!this.#run.has(path)) {
      this.#run.add(path);
      this.#machine.runBlock(session.sources.file(path).statements, scope);
    }
    return scope;
  }

  lookUp(name: ts.Identifier, scope: Scope): Values {
    const { text } = name;
    for (let around: Scope | undefined = scope; around; around = around.parent) {
      const cell = around.cells.get(text);
      if (cell)
        return refine(valuesOf(cell), { machine: this.#machine, name: text, type: around.types.get(text) });
    }
    const path = name.getSourceFile().fileName;
    const imported = this.#module(path).imports.get(text);
    if (imported) return this.#follow(path, imported);
    if (text === "undefined" || text === "arguments") return [data];
    if (isGlobal(text)) return [this.#library("global", text)];
    const undeclared = this.#machine.store.value(`foreign ${text}`, (id) => ({
      kind: "foreign",
      id,
      name: text,
    }));
    return refine([undeclared], { machine: this.#machine, name: text, type: undefined });
  }

  exportOf(path: string, name: string, passed: readonly string[] = []): Values {
    if (passed.includes(`${path} ${name}`)) return [];
    const through = [...passed, `${path} ${name}`];
    const { store } = this.#machine;
    const { exports, stars, imports } = this.#module(path);
    if (name === "*") return [store.value(`module ${path}`, (id) => ({ kind: "module", id, path }))];
    const passedOn = exports.get(name) ?? (name === "default" ? exports.get("export=") : undefined);
    if (passedOn?.module !== undefined)
      return this.#follow(path, { module: passedOn.module, name: passedOn.name }, through);
    const local = passedOn?.name ?? name;
    const scope = this.scope(path);
    const cell = scope.cells.get(local);
    if (cell)
      return refine(valuesOf(cell), { machine: this.#machine, name: local, type: scope.types.get(local) });
    const imported = passedOn && imports.get(local);
    if (imported) return this.#follow(path, imported, through);
    return stars
      .flatMap((module) => this.#follow(path, { module, name }, through))
      .filter(({ kind }) => kind !== "foreign");
  }

  /** What `import("./file.ts")` is; undefined for code that cannot be read. */
  moduleOf(module: string, from: string): Value | undefined {
    const [value] = this.#follow(from, { module, name: "*" });
    return value?.kind === "foreign" ? undefined : value;
  }

  #follow(path: string, { module, name }: ModuleReference, passed: readonly string[] = []): Values {
    const own = libraryModule(module, path);
    if (own) return [this.#library(own, name)];
    if (isBuiltin(module)) return [this.#library("global", `${module} ${name}`)];
    const target = this.#machine.session.sources.resolve(module, path);
    if (target && !/\.d\.[mc]?ts$/.test(target)) return this.exportOf(target, name, passed);
    const { store } = this.#machine;
    return [store.value(`foreign ${module} ${name}`, (id) => ({ kind: "foreign", id, name, module }))];
  }

  #library(module: string, name: string): Value {
    const { store } = this.#machine;
    return store.value(`library ${module} ${name}`, (id) => ({ kind: "library", id, module, name }));
  }

  #module(path: string): SourceModule {
    const { session } = this.#machine;
    let module = this.#read.get(path);
    if (!module) {
      module = readModule(session.compiler, session.sources.file(path).statements);
      this.#read.set(path, module);
    }
    return module;
  }
}

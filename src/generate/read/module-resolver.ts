import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";
import { resolveRelative } from "./resolve-module.ts";

interface Config {
  readonly options: ts.CompilerOptions;
  readonly projects: readonly Project[];
}

/** A referenced project: what it builds, and from where. */
interface Project {
  readonly out: string;
  readonly root: string;
}

/**
 * Finds the file behind an import as TypeScript does: relative paths, `paths` of the nearest tsconfig.json, `imports` of package.json, and packages in
 * node_modules. What a referenced project builds is read from its sources, so that it need not be built first.
 */
export class ModuleResolver {
  readonly #compiler: Compiler;
  readonly #readFile: (path: string) => string | undefined;
  readonly #found = new Map<string, string | undefined>();
  readonly #configs = new Map<string, Config>();
  readonly #there = new Map<string, boolean>();

  constructor(compiler: Compiler, readFile: (path: string) => string | undefined) {
    this.#compiler = compiler;
    this.#readFile = readFile;
  }

  /** Undefined when there is no such file, or none with types. */
  resolve(module: string, from: string): string | undefined {
    const key = `${dirname(from)} ${module}`;
    if (!this.#found.has(key)) this.#found.set(key, this.#find(module, from));
    return this.#found.get(key);
  }

  #find(module: string, from: string): string | undefined {
    const { moduleSuffixes } = this.#configFor(dirname(from)).options;
    const plain =
      module.startsWith(".") && !moduleSuffixes
        ? resolveRelative(module, from, (path) => this.#exists(path))
        : undefined;
    return plain ?? this.#findLikeTheCompiler(module, from);
  }

  #findLikeTheCompiler(module: string, from: string): string | undefined {
    const ts = this.#compiler;
    const { options, projects } = this.#configFor(dirname(from));
    const built = new Map<string, string>();
    const host: ts.ModuleResolutionHost = {
      readFile: (path) => this.#readFile(path),
      fileExists: (path) => {
        const source = /\.d\.[mc]?ts$/.test(path) ? this.#sourceOf(path, projects) : undefined;
        if (source) built.set(path, source);
        return source !== undefined || this.#exists(path);
      },
      realpath: realPath,
    };
    const { resolvedModule } = ts.resolveModuleName(
      module,
      from,
      options,
      host,
      undefined,
      undefined,
      ts.ModuleKind.ESNext,
    );
    const path = resolvedModule?.resolvedFileName;
    if (path === undefined || !/\.[mc]?ts$/.test(path)) return undefined;
    return built.get(path) ?? this.#sourceOf(path, projects) ?? path;
  }

  /** The source that a referenced project builds a declaration from. */
  #sourceOf(path: string, projects: readonly Project[]): string | undefined {
    if (projects.length === 0) return undefined;
    const real = realPath(path);
    const project = projects.find(({ out }) => real.startsWith(`${out}/`));
    if (!project) return undefined;
    const source = resolve(project.root, relative(project.out, real)).replace(/\.d\.([mc]?ts)$/, ".$1");
    return this.#exists(source) ? source : undefined;
  }

  #configFor(folder: string): Config {
    const known = this.#configs.get(folder);
    if (known) return known;
    const path = this.#compiler.findConfigFile(folder, (candidate) => this.#exists(candidate));
    const config = path ? this.#readConfig(path) : { options: this.#withDefaults({}), projects: [] };
    this.#configs.set(folder, config);
    return config;
  }

  #readConfig(path: string): Config {
    const { options, projectReferences = [] } = this.#parseConfig(path);
    const projects = projectReferences.flatMap((reference): Project[] => {
      const file = basename(reference.path).endsWith(".json")
        ? reference.path
        : join(reference.path, "tsconfig.json");
      if (!this.#exists(file)) return [];
      const { outDir, declarationDir, rootDir } = this.#parseConfig(file).options;
      const root = dirname(file);
      const out = declarationDir ?? outDir ?? root;
      return [{ out: realPath(resolve(root, out)), root: realPath(rootDir ?? root) }];
    });
    return { options: this.#withDefaults(options), projects };
  }

  #parseConfig(path: string): ts.ParsedCommandLine {
    const ts = this.#compiler;
    const readFile = (file: string) => this.#readFile(file);
    const { config = {} } = ts.readConfigFile(path, readFile) as { config?: unknown };
    const host: ts.ParseConfigHost = {
      useCaseSensitiveFileNames: true,
      fileExists: (file) => this.#exists(file),
      readFile,
      // which files belong to it is not asked here
      readDirectory: () => [],
    };
    return ts.parseJsonConfigFileContent(config, host, dirname(path), undefined, path);
  }

  /** Modern resolution, whatever an old configuration says. */
  #withDefaults(options: ts.CompilerOptions): ts.CompilerOptions {
    const { ModuleResolutionKind: kinds, ModuleKind } = this.#compiler;
    const { moduleResolution, module } = options;
    const node =
      moduleResolution === kinds.NodeNext ||
      moduleResolution === kinds.Node16 ||
      (moduleResolution === undefined &&
        module !== undefined &&
        module >= ModuleKind.Node16 &&
        module <= ModuleKind.NodeNext);
    return node
      ? { ...options, moduleResolution: kinds.NodeNext }
      : { ...options, module: ModuleKind.ESNext, moduleResolution: kinds.Bundler };
  }

  #exists(path: string): boolean {
    const known = this.#there.get(path);
    if (known !== undefined) return known;
    const there = this.#readFile(path) !== undefined;
    this.#there.set(path, there);
    return there;
  }
}

/** A path with links followed, also of a file that is not there yet: those of its folder are. */
function realPath(path: string): string {
  for (let folder = path, rest = ""; ; rest = join(basename(folder), rest), folder = dirname(folder)) {
    if (existsSync(folder)) return join(realpathSync(folder), rest).replaceAll("\\", "/").replace(/\/$/, "");
    if (dirname(folder) === folder) return path;
  }
}

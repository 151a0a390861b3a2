import { basename } from "node:path";
import type { ts } from "ts-morph";
import type { Compiler } from "./compiler.ts";
import type { Mask, Masks } from "./disguise-tagged.ts";
import { libraryDeclarations, mark, miniLibrary } from "./library-declarations.ts";
import { libraryFile, libraryModule } from "./resolve-module.ts";
import type { Sources } from "./sources.ts";

/** Where the declarations stand that the compiler is given instead of its library and ours. */
const miniLibraryFile = "/kubewright-lib/lib.d.ts";
const stubFile = "/kubewright-lib/kubewright.d.ts";

/** What the compiler is shown. */
export interface ProgramSources {
  readonly sources: Sources;
  /** What is disguised in files that it has been shown. */
  readonly masks: Masks;
  /** Is shown each file before the compiler sees it. */
  readonly disguise: (source: ts.SourceFile) => void;
}

/**
 * The compiler's checker over the files of a run, made when it is first asked for. It sees the syntax trees that {@link Sources} has read, so that its answers
 * lead back to them; TypeScript's own library is a few lines, and `kubewright` is declarations whose scalars keep their names.
 */
export class CompilerProgram {
  readonly #compiler: Compiler;
  readonly #sources: Sources;
  readonly #stubs = new Map<string, ts.SourceFile>();
  readonly #roots = new Set<string>();
  #program: ts.Program | undefined;

  readonly #masks: Masks;
  readonly #disguise: (source: ts.SourceFile) => void;
  readonly #seen = new Set<ts.SourceFile>();

  constructor(compiler: Compiler, { sources, masks, disguise }: ProgramSources) {
    this.#compiler = compiler;
    this.#sources = sources;
    this.#masks = masks;
    this.#disguise = disguise;
  }

  /** What the compiler sees as a literal. */
  unmask(literal: string | number): Mask | undefined {
    return this.#masks.get(literal);
  }

  /** What the compiler sees this mark beside. */
  unmark(type: ts.Type): Mask | undefined {
    if (type.symbol?.name !== mark) return undefined;
    const [number] = this.#program?.getTypeChecker().getTypeArguments(type as ts.TypeReference) ?? [];
    return number?.isNumberLiteral() ? this.#masks.get(`${mark}${number.value}`) : undefined;
  }

  /** A checker that knows a file and what it imports. */
  checkerFor(file: ts.SourceFile): ts.TypeChecker {
    if (!this.#program?.getSourceFile(file.fileName)) {
      this.#roots.add(file.fileName);
      this.#program = this.#create();
    }
    return this.#program.getTypeChecker();
  }

  /** The name that a declaration of `kubewright` has; undefined for any other. */
  nameInLibrary(declaration: ts.Node): { module: string; name: string } | undefined {
    const { fileName } = declaration.getSourceFile();
    const itself = `./${basename(fileName).replace(/(\.d)?\.ts$/, ".ts")}`;
    const module = fileName === stubFile ? "kubewright" : libraryModule(itself, fileName);
    const { name } = declaration as { name?: ts.Node };
    return module === undefined || !name ? undefined : { module, name: name.getText() };
  }

  #create(): ts.Program {
    const ts = this.#compiler;
    const options: ts.CompilerOptions = {
      strict: true,
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      noEmit: true,
      noLib: true,
      types: [],
    };
    const host: ts.CompilerHost = {
      getSourceFile: (path) => this.#file(path),
      getDefaultLibFileName: () => miniLibraryFile,
      writeFile: () => {},
      getCurrentDirectory: () => "/",
      getCanonicalFileName: (path) => path,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (path) => this.#file(path) !== undefined,
      readFile: (path) => this.#file(path)?.text,
      resolveModuleNameLiterals: (literals, from) =>
        literals.map(({ text }) => ({ resolvedModule: this.#resolve(text, from) })),
    };
    const rootNames = [miniLibraryFile, stubFile, ...this.#roots];
    return ts.createProgram({
      rootNames,
      options,
      host,
      ...(this.#program ? { oldProgram: this.#program } : {}),
    });
  }

  #resolve(module: string, from: string): ts.ResolvedModuleFull | undefined {
    const own = libraryModule(module, from);
    const path =
      own === undefined
        ? this.#sources.resolve(module, from)
        : own.startsWith("kubewright/k8s/")
          ? libraryFile(own, (file) => this.#sources.exists(file))
          : stubFile;
    if (path === undefined) return undefined;
    return {
      resolvedFileName: path,
      extension: path.endsWith(".d.ts") ? this.#compiler.Extension.Dts : this.#compiler.Extension.Ts,
      isExternalLibraryImport: false,
    };
  }

  #file(path: string): ts.SourceFile | undefined {
    const stub =
      path === miniLibraryFile ? miniLibrary : path === stubFile ? libraryDeclarations() : undefined;
    if (stub === undefined) return this.#sources.exists(path) ? this.#source(path) : undefined;
    let file = this.#stubs.get(path);
    if (!file) {
      const ts = this.#compiler;
      this.#stubs.set(path, (file = ts.createSourceFile(path, stub, ts.ScriptTarget.ESNext, true)));
    }
    return file;
  }

  #source(path: string): ts.SourceFile {
    const source = this.#sources.file(path);
    if (!this.#seen.has(source)) this.#disguise(source);
    this.#seen.add(source);
    return source;
  }
}

import { readBuiltInSchemas, type BuiltInSchemas } from "../k8s/built-in.ts";
import { builtInSchema } from "./built-in-schema.ts";
import { KeptResults } from "./cache/kept-results.ts";
import { CommentReader } from "./read/comment-reader.ts";
import { openView, type CompilerView } from "./read/compiler-view.ts";
import { loadCompiler, type Compiler } from "./read/compiler.ts";
import type { Disguised } from "./read/disguise-tagged.ts";
import { evaluateType, type Evaluation } from "./read/evaluate-type.ts";
import { Problems } from "./read/problems.ts";
import { typeReader } from "./read/read-type.ts";
import { Sources } from "./read/sources.ts";
import { tagFinder } from "./read/tags-around.ts";
import { withConstants } from "./read/tag-constants.ts";
import type { TypeContext } from "./read/type-context.ts";

/** How sources are read. */
export interface SessionOptions {
  /** Text of a file, undefined when there is none; default from disk. */
  readonly readFile?: (path: string) => string | undefined;
}

/** One run of the generator: each file is parsed once, and all problems come together. */
export interface Session {
  readonly compiler: Compiler;
  readonly sources: Sources;
  readonly problems: Problems;
  /** Schemas of the built-in types, read from disk when they are first asked for. */
  readonly builtIns: () => BuiltInSchemas;
  /** Parts of this run that the next one may use. */
  readonly kept: KeptResults;
}

/** Begins a run; loads the compiler. */
export function openSession({ readFile }: SessionOptions = {}): Session {
  const compiler = loadCompiler();
  const problems = new Problems();
  const sources = new Sources(compiler, problems, readFile);
  return { compiler, problems, sources, builtIns: once(readBuiltInSchemas), kept: new KeptResults(sources) };
}

/** What reading the types of a run needs. */
export function typeContext(
  session: Session,
  { allowFloats, builtInDescriptions = false }: { allowFloats: boolean; builtInDescriptions?: boolean },
): TypeContext {
  const { compiler, sources, problems, builtIns, kept } = session;
  const comments = new CommentReader(compiler, {
    resolve: (tag, node) => withConstants(tag, node, { compiler, sources, problems }),
    problems,
  });
  const views = new Map<Disguised, CompilerView>();
  const evaluation: Evaluation = {
    view(what) {
      kept.giveUp(); // which files it looks at is not known part by part
      const view = views.get(what) ?? openView(compiler, { sources, comments, what });
      views.set(what, view);
      return view;
    },
    tagsAround: tagFinder({ compiler, sources, comments }),
  };
  const known = new Map<string, ReturnType<typeof builtInSchema>>();
  return {
    compiler,
    sources,
    problems,
    allowFloats,
    comments,
    library(module, name) {
      // what the library has of meta/v1 under its own name
      const from = module === "kubewright" ? "kubewright/k8s/meta/v1" : module;
      const key = `${from} ${name}`;
      if (!known.has(key))
        known.set(key, builtInSchema(builtIns(), { module: from, name, described: builtInDescriptions }));
      return known.get(key);
    },
    parameters: new Map(),
    placed: new WeakSet(),
    open: [],
    path: [],
    orphans: [],
    readType: typeReader(compiler),
    evaluate: (node, context) => evaluateType(node, context, evaluation),
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

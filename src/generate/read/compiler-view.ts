import type { ts } from "ts-morph";
import type { CommentReader } from "./comment-reader.ts";
import type { Compiler } from "./compiler.ts";
import { CompilerProgram } from "./compiler-program.ts";
import { disguiseTagged, type Disguised, type Masks } from "./disguise-tagged.ts";
import { Problems } from "./problems.ts";
import { isOwnFile } from "./resolve-module.ts";
import { Sources } from "./sources.ts";

/** The sources once more, as the compiler is shown them, with a checker over them. */
export interface CompilerView {
  readonly sources: Sources;
  readonly program: CompilerProgram;
  /** A type node of the sources themselves, as it stands here; undefined where it is disguised. */
  readonly find: (node: ts.Node) => ts.Node | undefined;
  /** Whether something of the sources is shown in another form here. */
  readonly isDisguised: (node: ts.Node) => boolean;
}

/** Opens a view, in which files are parsed again when they are first asked for. */
export function openView(
  compiler: Compiler,
  { sources: from, comments, what }: { sources: Sources; comments: CommentReader; what: Disguised },
): CompilerView {
  const masks: Masks = new Map();
  const disguised = new Set<string>();
  // what is wrong with a file was said when it was first read
  const sources = new Sources(compiler, new Problems(), (path) =>
    from.exists(path) ? from.file(path).text : undefined,
  );
  const disguise = (source: ts.SourceFile): void => {
    if (!isOwnFile(source.fileName)) disguiseTagged(source, masks, { compiler, sources, comments, what });
  };
  const program = new CompilerProgram(compiler, { sources, masks, disguise });
  return {
    sources,
    program,
    find(node) {
      program.checkerFor(sources.file(node.getSourceFile().fileName));
      return find(node, { compiler, sources });
    },
    isDisguised(node) {
      if (disguised.size < masks.size)
        for (const { node: masked } of masks.values()) disguised.add(placeOf(masked));
      return disguised.has(placeOf(node));
    },
  };
}

function placeOf(node: ts.Node): string {
  return `${node.pos} ${node.end} ${node.getSourceFile().fileName}`;
}

function find(
  node: ts.Node,
  { compiler: ts, sources }: { compiler: Compiler; sources: Sources },
): ts.Node | undefined {
  const { pos, end, kind } = node;
  const descend = (around: ts.Node): ts.Node | undefined => {
    if (around.pos === pos && around.end === end && around.kind === kind) return around;
    return ts.forEachChild(around, (child) =>
      child.pos <= pos && end <= child.end ? descend(child) : undefined,
    );
  };
  const found = descend(sources.file(node.getSourceFile().fileName));
  if (found || !ts.isTypeQueryNode(node)) return found;
  // `typeof a` of `typeof a.b`: made up for what stands on its left
  const name = find(node.exprName, { compiler: ts, sources });
  const made = name && ts.factory.createTypeQueryNode(name as ts.EntityName);
  return made && Object.assign(made, { parent: name?.parent, pos, end });
}

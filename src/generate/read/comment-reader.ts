import type { ts } from "ts-morph";
import { noDoc, type Doc, type Tag } from "../model/type.ts";
import type { Compiler } from "./compiler.ts";
import { parseDoc, parseMarkerComment, type Comment } from "./doc-comment.ts";
import { positionAt, type Problems } from "./problems.ts";
import { commentsBefore } from "./comments-before.ts";
import { isOfFile } from "./read-file-markers.ts";
import { strayTags } from "./stray-tags.ts";
import { TagAccount } from "./tag-account.ts";

/** What is done with tags while they are read. */
export interface CommentOptions {
  /** May put values in place of names. */
  readonly resolve?: (tag: Tag, node: ts.Node) => Tag | undefined;
  /** Gets what is meant for a tag, and is none. */
  readonly problems?: Problems;
}

/** Reads the comments before declarations and keeps account of them, so that no tag is overlooked. */
export class CommentReader {
  /** Of the kind that is being read. */
  readonly account = new TagAccount();
  readonly #compiler: Compiler;
  readonly #taken = new Map<ts.SourceFile, Set<number>>();
  readonly #read = new Set<ts.Node>();

  readonly #options: CommentOptions;

  constructor(compiler: Compiler, options: CommentOptions = {}) {
    this.#compiler = compiler;
    this.#options = options;
  }

  /** What the last doc comment right before a node says, and the markers of line comments there. */
  read(node: ts.Node): Doc {
    const doc = this.#readBefore(node, false);
    if (doc.tags.length > 0) this.account.enter(doc.tags);
    return doc;
  }

  /** As {@link read}, and the comment is not read for all that. */
  peek(node: ts.Node): Doc {
    return this.#readBefore(node, true);
  }

  #readBefore(node: ts.Node, peeking: boolean): Doc {
    const source = node.getSourceFile();
    const comments = commentsBefore(node, this.#compiler).map(({ pos, end }) => ({
      text: source.text.slice(pos, end),
      offset: pos,
    }));
    const last = comments.findLast(({ text }) => text.startsWith("/**"));
    const lines = comments.filter(({ text }) => text.startsWith("//"));
    if (!peeking) {
      this.#take(source, last ? [...lines, last] : lines);
      for (const comment of comments)
        if (comment === last || !comment.text.startsWith("/**")) this.#reportStray(source, comment);
    }
    const markers = lines.flatMap((line) => {
      const marker = parseMarkerComment(source, line);
      const own = marker && !isOfFile(marker, line.offset, { compiler: this.#compiler, node });
      return own ? [marker] : [];
    });
    if (!last) return markers.length > 0 ? { ...noDoc, tags: markers } : noDoc;
    const doc = parseDoc(source, last);
    const { resolve } = this.#options;
    const tags = resolve ? doc.tags.flatMap((tag) => resolve(tag, node) ?? []) : doc.tags;
    return { ...doc, tags: [...tags, ...markers] };
  }

  /** Leaves a comment out of the account: what is wrong with it was reported. */
  skip(source: ts.SourceFile, offset: number): void {
    this.#take(source, [{ text: "", offset }]);
  }

  /** Says that everything inside a declaration has been read: tags left over in it stand where none is looked for. */
  finish(node: ts.Node): void {
    this.#read.add(node);
  }

  /** Reports the tags inside of what was read that belong to nothing. */
  reportLeftOver(problems: Problems): void {
    for (const node of this.#read) {
      const source = node.getSourceFile();
      const taken = this.#taken.get(source);
      if (!mayHaveMore(source.text, node, taken)) continue;
      for (const comment of commentsIn(this.#compiler, node)) {
        if (taken?.has(comment.offset)) continue;
        for (const tag of tagsOf(source, comment)) {
          // roles are read from the whole file
          if (isRbac(tag)) continue;
          problems.error(tag.position, {
            code: "TAG_MISPLACED",
            message: `"${tag.name.startsWith("+") ? tag.name : `@${tag.name}`}" belongs to nothing: the comment does not stand right before a property or a type`,
            hint: "Put it on a line of its own before the property, or before the type that it is about.",
          });
        }
      }
    }
  }

  #reportStray(source: ts.SourceFile, comment: Comment): void {
    const { problems } = this.#options;
    for (const { offset, text, expected } of problems ? strayTags(comment) : [])
      problems?.error(positionAt(source, offset), {
        code: "TAG_ARGUMENT",
        message: `"${text}" is written in a form that is not read: expected ${expected}`,
        hint: "Text with such a word in it goes in backticks.",
      });
  }

  #take(source: ts.SourceFile, comments: readonly Comment[]): void {
    const taken = this.#taken.get(source) ?? new Set<number>();
    for (const { offset } of comments) taken.add(offset);
    this.#taken.set(source, taken);
  }
}

/** The tags of every comment of a file, wherever they stand. */
export function readAllTags(compiler: Compiler, source: ts.SourceFile): Tag[] {
  return commentsIn(compiler, source).flatMap((comment) => tagsOf(source, comment));
}

/** Whether a tag asks for a rule of the role. */
export function isRbac({ name }: Tag): boolean {
  return name === "rbac" || name.startsWith("+kubebuilder:rbac");
}

function tagsOf(source: ts.SourceFile, comment: Comment): readonly Tag[] {
  if (comment.text.startsWith("/**")) return parseDoc(source, comment).tags;
  const marker = parseMarkerComment(source, comment);
  return marker ? [marker] : [];
}

/** Whether there may be comments beside those that were taken. Finding them takes a walk over every token, so it is asked first. */
function mayHaveMore(text: string, { pos, end }: ts.Node, taken: ReadonlySet<number> = new Set()): boolean {
  const starts = /\/[*/]/g;
  for (starts.lastIndex = pos; ;) {
    const start = starts.exec(text)?.index ?? end;
    if (start >= end) return false;
    if (!taken.has(start)) return true;
    const close = text.indexOf(text.startsWith("/*", start) ? "*/" : "\n", start + 2);
    if (close < 0) return false;
    starts.lastIndex = close + 1;
  }
}

function commentsIn(compiler: Compiler, root: ts.Node): Comment[] {
  const { text } = root.getSourceFile();
  return commentRanges(compiler, root).map(({ pos, end }) => ({ text: text.slice(pos, end), offset: pos }));
}

/**
 * The comments that may have something to say, before and after each token: only the parser knows a comment from the text of a pattern.
 */
export function commentRanges(ts: Compiler, root: ts.Node): ts.CommentRange[] {
  const source = root.getSourceFile();
  const { text } = source;
  if (!/[@+][A-Za-z]/.test(text.slice(root.pos, root.end))) return [];
  const found = new Map<number, ts.CommentRange>();
  const add = (ranges: readonly ts.CommentRange[] = []) => {
    for (const range of ranges) found.set(range.pos, range);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    if (node.getChildCount(source) > 0) return node.getChildren(source).forEach(visit);
    add(ts.getLeadingCommentRanges(text, node.getFullStart()));
    add(ts.getTrailingCommentRanges(text, node.end));
  };
  visit(root);
  return [...found.values()];
}

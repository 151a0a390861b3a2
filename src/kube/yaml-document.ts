import { type Document, LineCounter, isCollection, isNode, isSeq, parseDocument } from "yaml";
import { UserError } from "../base/errors.ts";

/** Names of keys and indexes of items, from the top. */
export type YamlPath = readonly (string | number)[];

/** A YAML text that is edited in place: what is not touched keeps its comments, order and style. */
export class YamlDocument {
  readonly file: string;
  readonly #text: string;
  readonly #document: Document;
  readonly #lines = new LineCounter();
  #edited = false;

  /** @throws UserError `YAML_INVALID` with file, line and column */
  constructor(text: string, file: string) {
    this.file = file;
    this.#text = text;
    this.#document = parseDocument(text, {
      schema: "core",
      uniqueKeys: true,
      logLevel: "silent",
      lineCounter: this.#lines,
    });
    const [error] = this.#document.errors;
    if (!error) return;
    const { line = 1, col = 1 } = error.linePos?.[0] ?? {};
    const what = error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "");
    throw new UserError("YAML_INVALID", `${file}:${line}:${col}: cannot read YAML: ${what}`, {
      cause: error,
    });
  }

  /** The value at a path, as plain data; undefined when there is none. */
  get(path: YamlPath): unknown {
    const node: unknown = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    return isNode(node) ? node.toJS(this.#document) : node;
  }

  /** Where the value at a path, or its nearest parent that is there, starts. Lines and columns start at 1. */
  positionOf(path: YamlPath): { line: number; column: number } {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = this.#document.getIn(path.slice(0, length), true);
      if (!isNode(node) || !node.range) continue;
      const { line, col } = this.#lines.linePos(node.range[0]);
      return { line, column: col };
    }
    return { line: 1, column: 1 };
  }

  /** Sets the value at a path unless it is there already; missing parents are made. */
  set(path: YamlPath, value: unknown): void {
    if (JSON.stringify(this.get(path)) === JSON.stringify(value)) return;
    this.#edited = true;
    this.#document.setIn(path, this.#document.createNode(value));
  }

  /** Adds an item to the end of the list at a path; the list is made when there is none. */
  append(path: YamlPath, value: unknown): void {
    const list: unknown = this.#document.getIn(path, true);
    if (!isSeq(list)) return this.set(path, [value]);
    this.#edited = true;
    if (list.items.length === 0) list.flow = false; // "[]" is the only way to write an empty list
    list.add(this.#document.createNode(value));
  }

  /** Takes away what is at a path; nothing happens when there is nothing. */
  delete(path: YamlPath): void {
    if (this.get(path) === undefined) return;
    this.#edited = true;
    this.#document.deleteIn(path);
  }

  /** The text: letter for letter the one that was read when nothing was edited. */
  toText(): string {
    if (!this.#edited) return this.#text;
    const text = this.#document.toString({
      lineWidth: 0,
      indentSeq: !hasFlushLists(this.#document, this.#lines),
    });
    return this.#text.includes("\r\n") ? text.replaceAll(/\r?\n/g, "\r\n") : text;
  }
}

/** Whether the first list below a key starts in the key's own column, as Go's YAML writers have it. */
function hasFlushLists(document: Document, lines: LineCounter): boolean {
  const { contents } = document;
  if (!isCollection(contents)) return true;
  for (const item of contents.items as { value?: unknown }[]) {
    if (isSeq(item.value) && !item.value.flow && item.value.range)
      return lines.linePos(item.value.range[0]).col === 1;
  }
  return true;
}

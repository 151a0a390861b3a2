import {
  type Document,
  isCollection,
  isMap,
  isNode,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";
import { UserError } from "../base/errors.ts";
import { copyJson, equalJson, isJsonObject } from "../base/json.ts";
import type { YamlPath } from "./yaml-document.ts";
import { parseYaml, writeAnyYaml } from "./yaml.ts";

/** A part of the text that another takes the place of. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A YAML text of any number of documents in which values are replaced: everything around them stays letter for letter, other documents,
 * comments, quotes and white space included.
 */
export class YamlStream {
  readonly file: string;
  readonly #text: string;
  readonly #documents: readonly Document[];
  readonly #splices: Splice[] = [];
  /** The documents as they are to be read from the new text. */
  readonly #expected: unknown[];

  /** @throws UserError `YAML_INVALID` with file, line and column */
  constructor(text: string, file: string) {
    this.file = file;
    this.#text = text;
    parseYaml(text, file);
    const options = { schema: "core", uniqueKeys: true, logLevel: "silent" } as const;
    const documents = parseAllDocuments(text, { ...options, lineCounter: new LineCounter() });
    this.#documents = Array.isArray(documents) ? documents : [];
    this.#expected = this.#documents.map((document): unknown => copyJson(document.toJS()));
  }

  /** How many documents there are. */
  get length(): number {
    return this.#documents.length;
  }

  /** The value at a path of a document, as plain data; undefined when there is none. */
  get(index: number, path: YamlPath): unknown {
    const document = this.#documents[index];
    const node: unknown = document?.getIn(path, true);
    return document && isNode(node) ? node.toJS(document) : node;
  }

  /** Sets the value at a path of a document unless it is there already; missing parents are made. */
  set(index: number, path: YamlPath, value: unknown): void {
    const document = this.#documents[index];
    if (!document || equalJson(this.get(index, path), value)) return;
    this.#expected[index] = withValue(this.#expected[index], path, value);
    this.#splices.push(spliceOf(path, value, { document, text: this.#text }));
  }

  /**
   * The text: letter for letter the one that was read when nothing was set.
   *
   * @throws UserError `YAML_UNSUPPORTED` where a value that was replaced is used elsewhere, or is used from there
   */
  toText(): string {
    if (this.#splices.length === 0) return this.#text;
    const lineEnd = this.#text.includes("\r\n") ? "\r\n" : "\n";
    let text = this.#text;
    for (const { start, end, text: inserted } of this.#splices.toSorted((a, b) => b.start - a.start))
      text = text.slice(0, start) + inserted.replaceAll("\n", lineEnd) + text.slice(end);
    if (this.#isExpected(text)) return text;
    throw new UserError(
      "YAML_UNSUPPORTED",
      `cannot change ${this.file} in place: it has anchors, or keys of a form that is rare`,
      {
        hint: "Write what stands behind aliases (*name) out where they are.",
      },
    );
  }

  #isExpected(text: string): boolean {
    try {
      return equalJson(
        parseYaml(text),
        this.#expected.filter((value) => value !== null && value !== undefined),
      );
    } catch {
      return false; // an alias without its anchor
    }
  }
}

/** A value with another at a path below it. */
function withValue(outer: unknown, path: YamlPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(outer)) {
    const index = Number(key);
    return outer.with(index, withValue(outer[index], rest, value));
  }
  const inner = isJsonObject(outer) ? outer : {};
  return { ...inner, [key]: withValue(inner[key], rest, value) };
}

interface Source {
  readonly document: Document;
  readonly text: string;
}

function spliceOf(path: YamlPath, value: unknown, source: Source): Splice {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = source.document.getIn(path.slice(0, length - 1), true);
    if (!isMap(parent) || parent.items.length === 0) continue;
    const key = path[length - 1] ?? "";
    const nested = path.slice(length).reduceRight((inner: unknown, name) => ({ [name]: inner }), value);
    const place = { map: parent, key, isFlow: isInFlow(path.slice(0, length), source) };
    return parent.has(key) ? replace(place, nested, source) : insert(place, nested, source);
  }
  return { start: 0, end: 0, text: "" };
}

/** Whether a value stands between braces or brackets, where no line of its own can begin. */
function isInFlow(path: YamlPath, { document }: Source): boolean {
  return path.some((_step, length) => {
    const node: unknown = document.getIn(path.slice(0, length), true);
    return isCollection(node) && node.flow === true;
  });
}

interface Place {
  readonly map: YAMLMap;
  readonly key: string | number;
  readonly isFlow: boolean;
}

function replace({ map, key, isFlow }: Place, value: unknown, { text }: Source): Splice {
  const pair = map.items.find((item) => keyOf(item.key) === String(key));
  const [keyStart = 0, keyEnd = 0] = rangeOf(pair?.key);
  const start = text.indexOf(":", keyEnd) + 1;
  const [valueStart, valueEnd] = isNode(pair?.value) ? rangeOf(pair.value) : [start, start];
  const oldEnd = start + text.slice(start, Math.max(start, valueEnd)).trimEnd().length;
  if (isFlow) return { start, end: oldEnd, text: ` ${JSON.stringify(value)}` };
  // a comment behind the key stays there; one behind a value of one line moves there
  const before = firstLine(text.slice(start, Math.max(start, valueStart))).trim();
  const rest = firstLine(text.slice(oldEnd)).trim();
  const comment = before.startsWith("#") ? before : rest.startsWith("#") ? rest : "";
  const end =
    comment !== "" && comment === rest ? oldEnd + firstLine(text.slice(oldEnd)).trimEnd().length : oldEnd;
  const body = block(value, { indent: columnOf(keyStart, text) + 2, text });
  const behind = comment && ` ${comment}`;
  return { start, end, text: body.startsWith("\n") ? behind + body : body + behind };
}

function insert({ map, key, isFlow }: Place, value: unknown, { text }: Source): Splice {
  const last = map.items.at(-1);
  const [keyStart = 0, keyEnd = 0] = rangeOf(map.items[0]?.key);
  const [, lastEnd = keyEnd] = rangeOf(last?.value ?? last?.key);
  const at = text.slice(0, lastEnd).trimEnd().length;
  if (isFlow) return { start: at, end: at, text: `, ${JSON.stringify(key)}: ${JSON.stringify(value)}` };
  const end = at + firstLine(text.slice(at)).trimEnd().length;
  const indent = columnOf(keyStart, text);
  return {
    start: end,
    end,
    text: `\n${" ".repeat(indent)}${key}:${block(value, { indent: indent + 2, text })}`,
  };
}

/** A value that begins on the line after its key; its lists are as those of the text. */
function block(value: unknown, { indent, text }: { indent: number; text: string }): string {
  const written = writeAnyYaml(value, { indentSeq: !hasFlushLists(text) }).replace(/\n$/, "");
  const isFilled = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  // the lines that end such a text could not be told from those that follow
  if (/[|>]\d*\+\d*\n/.test(written)) return ` ${JSON.stringify(value)}`;
  return isFilled ? `\n${written}`.replaceAll(/\n(?=[^\n])/g, `\n${" ".repeat(indent)}`) : ` ${written}`;
}

/** Whether the first list below a key starts in the key's own column, as Go's YAML writers have it. */
function hasFlushLists(text: string): boolean {
  const first = /^( *)[^\s#-][^\n#]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*( *)- /m.exec(text);
  return first === null || first[1] === first[2];
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : text.slice(0, end);
}

function columnOf(offset: number, text: string): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function keyOf(key: unknown): string {
  return isNode(key) ? String((key as Node & { value?: unknown }).value) : String(key);
}

function rangeOf(node: unknown): readonly [number, number] {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : [0, 0];
}

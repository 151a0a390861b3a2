import { Scanner } from "./scanner.ts";
import { type Cursor } from "./cursor.ts";
import { GoYamlError, TooDeep } from "./errors.ts";
import { parserError, type Mark, type Token, type TokenType } from "./token.ts";

/** A part of a document, before anything is made of its texts. */
export interface YamlNode {
  readonly kind: "scalar" | "sequence" | "mapping" | "alias";
  /** From 0. */
  readonly line: number;
  readonly tag: string;
  /** A scalar's text, or the name of an anchor. */
  readonly value: string;
  /** Whether a scalar may be something else than a text. */
  readonly implicit: boolean;
  /** Items, or keys and values in turn. */
  readonly children: YamlNode[];
  readonly alias?: YamlNode;
}

/** The most levels that are read: a full stack can end the process. */
export const deepestRead = 500;

const yamlTags = "tag:yaml.org,2002:";

/**
 * The first document of a text; undefined when there is none. Its mistakes are told in the words of go.yaml.in/yaml/v2 (parserc.go and decode.go), whose states are the
 * functions here.
 *
 * @throws GoYamlError, and TooDeep beyond 500 levels
 */
export function parseDocument(cursor: Cursor): YamlNode | undefined {
  return new DocumentParser(new Scanner(cursor)).document();
}

interface Properties {
  readonly start: Mark;
  readonly anchor: string | undefined;
  readonly tag: string;
}

class DocumentParser {
  readonly #scanner: Scanner;
  readonly #anchors = new Map<string, YamlNode>();
  readonly #handles = new Map<string, string>();
  #depth = 0;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  document(): YamlNode | undefined {
    this.#scanner.take();
    const first = this.#type();
    if (first === "stream end") return undefined;
    const isBare = !["version directive", "tag directive", "document start"].includes(first);
    this.#directives();
    if (!isBare) {
      if (this.#type() !== "document start")
        throw parserError("did not find expected <document start>", this.#scanner.peek().start);
      this.#scanner.take();
    }
    const ends = ["version directive", "tag directive", "document start", "document end", "stream end"];
    const empty = !isBare && ends.includes(this.#type());
    const node = empty ? this.#empty(this.#scanner.peek()) : this.#node({ block: true, list: false });
    this.#type();
    return node;
  }

  #type(): TokenType {
    return this.#scanner.peek().type;
  }

  #directives(): void {
    let version = false;
    for (let token = this.#scanner.peek(); /directive$/.test(token.type); token = this.#scanner.peek()) {
      const { type, start, value = "", suffix = "" } = token;
      if (type === "version directive") {
        if (version) throw parserError("found duplicate %YAML directive", start);
        if (value !== "1.1") throw parserError("found incompatible YAML document", start);
        version = true;
      } else if (this.#handles.has(value)) throw parserError("found duplicate %TAG directive", start);
      else this.#handles.set(value, suffix);
      this.#scanner.take();
    }
    if (!this.#handles.has("!")) this.#handles.set("!", "!");
    if (!this.#handles.has("!!")) this.#handles.set("!!", yamlTags);
  }

  /** A node where one must be. `list` says whether entries of a list need not stand further in. */
  #node({ block, list }: { block: boolean; list: boolean }): YamlNode {
    if (this.#type() === "alias") return this.#alias();
    const properties = this.#properties();
    const token = this.#scanner.peek();
    switch (token.type) {
      case "block entry":
        if (list) return this.#collection("sequence", properties, (node) => this.#plainEntries(node));
        break;
      case "scalar":
        return this.#scalar(this.#scanner.take(), properties);
      case "flow sequence start":
        return this.#collection("sequence", properties, (node) => this.#flowItems(node));
      case "flow mapping start":
        return this.#collection("mapping", properties, (node) => this.#flowPairs(node));
      case "block sequence start":
        if (block) return this.#collection("sequence", properties, (node) => this.#blockEntries(node));
        break;
      case "block mapping start":
        if (block) return this.#collection("mapping", properties, (node) => this.#blockPairs(node));
        break;
      default:
    }
    const { tag, anchor, start } = properties;
    if (tag !== "" || anchor !== undefined)
      return this.#scalar({ type: "scalar", start, plain: true }, properties);
    throw parserError("did not find expected node content", token.start, start);
  }

  #alias(): YamlNode {
    // what the token is called is looked up before the next one is read
    const { value = "", start } = this.#scanner.peek();
    const alias = this.#anchors.get(value);
    if (!alias) throw new GoYamlError(`unknown anchor '${value}' referenced`);
    this.#scanner.take();
    return { kind: "alias", line: start.line, tag: "", value, implicit: false, children: [], alias };
  }

  /** An anchor and a tag, in either order. */
  #properties(): Properties {
    const { start, type } = this.#scanner.peek();
    let anchor: string | undefined;
    let tag: Token | undefined;
    if (type === "anchor") anchor = this.#scanner.take().value;
    if (this.#type() === "tag") tag = this.#scanner.take();
    if (tag && anchor === undefined && this.#type() === "anchor") anchor = this.#scanner.take().value;
    return { start, anchor, tag: tag ? this.#tagOf(tag, start) : "" };
  }

  #tagOf({ value = "", suffix = "", start }: Token, context: Mark): string {
    if (value === "") return suffix;
    const prefix = this.#handles.get(value);
    if (prefix === undefined) throw parserError("found undefined tag handle", start, context);
    return prefix + suffix;
  }

  #scalar({ value = "", plain = false }: Token, { start, anchor, tag }: Properties): YamlNode {
    const implicit = (tag === "" && plain) || tag === "!";
    const node: YamlNode = { kind: "scalar", line: start.line, tag, value, implicit, children: [] };
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #empty({ start }: Token): YamlNode {
    return { kind: "scalar", line: start.line, tag: "", value: "", implicit: true, children: [] };
  }

  #collection(
    kind: "sequence" | "mapping",
    { start, anchor, tag }: Properties,
    fill: (node: YamlNode) => void,
  ): YamlNode {
    const node: YamlNode = { kind, line: start.line, tag, value: "", implicit: tag === "", children: [] };
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    if (++this.#depth > deepestRead) this.#refuse();
    fill(node);
    this.#depth--;
    return node;
  }

  /** Of a text that is nested deeper the scanner may still say that it is too deep for Go, too. */
  #refuse(): never {
    while (this.#type() !== "stream end") this.#scanner.take();
    throw new TooDeep();
  }

  #blockEntries({ children }: YamlNode): void {
    const { start } = this.#scanner.take();
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === "block end") return void this.#scanner.take();
      if (token.type !== "block entry")
        throw parserError("did not find expected '-' indicator", token.start, start);
      this.#scanner.take();
      children.push(this.#nodeUnless(["block entry", "block end"], { block: true, list: false }));
    }
  }

  /** Entries that stand where the key of their list does. */
  #plainEntries({ children }: YamlNode): void {
    while (this.#type() === "block entry") {
      this.#scanner.take();
      children.push(
        this.#nodeUnless(["block entry", "key", "value", "block end"], { block: true, list: false }),
      );
    }
  }

  #blockPairs({ children }: YamlNode): void {
    const { start } = this.#scanner.take();
    const none = ["key", "value", "block end"] as const;
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === "block end") return void this.#scanner.take();
      if (token.type !== "key") throw parserError("did not find expected key", token.start, start);
      this.#scanner.take();
      children.push(this.#nodeUnless(none, { block: true, list: true }));
      if (this.#type() === "value") {
        this.#scanner.take();
        children.push(this.#nodeUnless(none, { block: true, list: true }));
      } else children.push(this.#empty(this.#scanner.peek()));
    }
  }

  #nodeUnless(none: readonly TokenType[], what: { block: boolean; list: boolean }): YamlNode {
    const token = this.#scanner.peek();
    return none.includes(token.type) ? this.#empty(token) : this.#node(what);
  }

  #flowItems({ children }: YamlNode): void {
    const { start } = this.#scanner.take();
    for (let first = true; this.#type() !== "flow sequence end"; first = false) {
      if (!first) this.#comma("did not find expected ',' or ']'", start);
      if (this.#type() === "key") children.push(this.#pairInList());
      else if (this.#type() !== "flow sequence end") children.push(this.#node({ block: false, list: false }));
    }
    this.#scanner.take();
  }

  #comma(problem: string, context: Mark): void {
    const token = this.#scanner.peek();
    if (token.type !== "flow entry") throw parserError(problem, token.start, context);
    this.#scanner.take();
  }

  /** A pair in a list is a map of its own. */
  #pairInList(): YamlNode {
    const { start } = this.#scanner.take();
    const properties = { start, anchor: undefined, tag: "" };
    return this.#collection("mapping", properties, ({ children }) => {
      const what = { block: false, list: false };
      const none: TokenType[] = ["value", "flow entry", "flow sequence end"];
      // where there is no key, the token behind it is passed over
      if (none.includes(this.#type())) children.push(this.#empty(this.#scanner.take()));
      else children.push(this.#node(what));
      if (this.#type() !== "value") return void children.push(this.#empty(this.#scanner.peek()));
      this.#scanner.take();
      children.push(this.#nodeUnless(["flow entry", "flow sequence end"], what));
    });
  }

  #flowPairs({ children }: YamlNode): void {
    const { start } = this.#scanner.take();
    const what = { block: false, list: false };
    for (let first = true; this.#type() !== "flow mapping end"; first = false) {
      if (!first) this.#comma("did not find expected ',' or '}'", start);
      if (this.#type() === "key") {
        this.#scanner.take();
        children.push(this.#nodeUnless(["value", "flow entry", "flow mapping end"], what));
        if (this.#type() === "value") {
          this.#scanner.take();
          children.push(this.#nodeUnless(["flow entry", "flow mapping end"], what));
        } else children.push(this.#empty(this.#scanner.peek()));
      } else if (this.#type() !== "flow mapping end")
        children.push(this.#node(what), this.#empty(this.#scanner.peek()));
    }
    this.#scanner.take();
  }
}

import type { ts } from "ts-morph";
import type { Doc, Tag } from "../model/type.ts";
import { positionAt } from "./problems.ts";

/** A comment's text with its place in the file. */
export interface Comment {
  readonly text: string;
  readonly offset: number;
}

interface Line {
  readonly text: string;
  readonly offset: number;
}

/** A line that begins with `+name`, and has nothing but an argument after it: controller-gen takes every line with a `+` out of descriptions. */
const markerStart = /^\s*\+(?=[A-Za-z][\w.-]*(?::[\w.-]*)*(?:=|\s*$))/;

/**
 * Parses a doc comment from its raw text: the compiler's own reader takes any `@word` for a tag and glues lines together. A tag begins
 * a line or follows the text on it; lines after it belong to it until an empty one or the next tag. Lines such as `+kubebuilder:…` and `+optional` are tags too. What stands in
 * backticks, quotes or a fenced block is text, and so is everything after `---`, which is left out of the description as in controller-gen.
 */
export function parseDoc(source: ts.SourceFile, comment: Comment): Doc {
  const description: string[] = [];
  const remarks: string[] = [];
  const tags: Tag[] = [];
  let deprecated: string | undefined;
  for (const { name, text, offset } of pieces(linesOf(comment), description)) {
    const said = text.replaceAll("*\\/", "*/");
    if (name === "remarks" || name === "see") remarks.push(name === "see" ? `See ${said}` : said);
    else if (name === "deprecated") remarks.push(`Deprecated: ${(deprecated = said)}`);
    else tags.push({ name, text: said, position: positionAt(source, offset) });
  }
  const body = unescapeText(description.join("\n")).trim();
  const full = [body, ...remarks].filter(Boolean).join("\n\n");
  return { description: full, tags, ...(deprecated === undefined ? {} : { deprecated }) };
}

/** In a description `*\\/` stands for the end of a comment, and `\\@` for an `@` that begins no tag, as in TSDoc. */
function unescapeText(text: string): string {
  return text.replaceAll("*\\/", "*/").replaceAll("\\@", "@");
}

/** The marker of a `// +kubebuilder:…` comment; undefined when it holds none. */
export function parseMarkerComment(source: ts.SourceFile, { text, offset }: Comment): Tag | undefined {
  const body = text.slice(2);
  if (!markerStart.test(body)) return undefined;
  const { name, text: value } = splitMarker(body.trim());
  return { name, text: value, position: positionAt(source, offset + text.indexOf("+")) };
}

/** The lines of a doc comment, without what frames them. */
export function linesOf({ text, offset: start }: Comment): Line[] {
  const lines: Line[] = [];
  let offset = start;
  for (const [index, raw] of text.split("\n").entries()) {
    const body = raw.replace(/\*\/\s*$/, "");
    const lead = (index === 0 ? /^\/\*\* ?/ : /^\s*\*? ?/).exec(body)?.[0].length ?? 0;
    lines.push({ text: body.slice(lead).trimEnd(), offset: offset + lead });
    offset += raw.length + 1;
  }
  return lines;
}

interface Piece {
  readonly name: string;
  text: string;
  readonly offset: number;
}

/** The tags of the lines, with the lines that go on with them; text that is no tag goes to the description. */
function pieces(lines: readonly Line[], description: string[]): Piece[] {
  const found: Piece[] = [];
  let open = false;
  let fenced = false;
  let cut = false;
  const describe = (text: string) => {
    if (!cut && !/^\s*TODO\b/.test(text)) description.push(text);
  };
  for (const { text, offset } of lines) {
    const last = found.at(-1);
    if (text.trim().startsWith("```")) fenced = !fenced;
    const start = fenced ? -1 : tagStart(text);
    if (start >= 0) {
      if (text.slice(0, start).trim()) describe(text.slice(0, start).trim());
      found.push(...splitTags(text.slice(start), offset + start));
      open = true;
    } else if (open && last && text.trim() !== "" && !last.name.startsWith("+")) {
      last.text = `${last.text}\n${text.trim()}`.trim();
    } else {
      open = false;
      cut ||= !fenced && text.trim() === "---";
      describe(text);
    }
  }
  return found;
}

/** Where the first tag of a line begins; -1 when there is none. */
function tagStart(text: string): number {
  if (markerStart.test(text)) return text.indexOf("+");
  return mask(text).search(tagPattern);
}

const tagPattern = /(?<=^|\s)@([A-Za-z][\w.-]*)(?=\s|$)/;

/** `@minimum 1 @maximum 3` on one line are two tags; an `@` inside a word, quotes or a pattern is none. */
function splitTags(text: string, offset: number): Piece[] {
  if (text.startsWith("+")) return [{ ...splitMarker(text), offset }];
  const starts = [...mask(text).matchAll(new RegExp(tagPattern, "g"))];
  return starts.map((start, index) => {
    const end = starts[index + 1]?.index ?? text.length;
    return {
      name: start[1] ?? "",
      text: text.slice(start.index + start[0].length, end).trim(),
      offset: offset + start.index,
    };
  });
}

/** `+kubebuilder:validation:Minimum=1`: what stands before the first `=`, or before `:=`, is the name, arguments of a list of them included. */
function splitMarker(text: string): { name: string; text: string } {
  const end = text.indexOf("=");
  return end < 0
    ? { name: text.trim(), text: "" }
    : { name: text.slice(0, end).trim().replace(/:$/, ""), text: text.slice(end + 1).trim() };
}

/** The text with everything quoted blanked out, lengths kept. */
function mask(text: string): string {
  return text.replace(/`[^`]*`|"(?:[^"\\]|\\.)*"|\{@[^}]*\}/g, (quoted) => " ".repeat(quoted.length));
}

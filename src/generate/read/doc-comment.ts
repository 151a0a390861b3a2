import type { ts } from "ts-morph";
import { noDoc, type Doc, type Tag } from "../model/type.ts";
import type { Compiler } from "./compiler.ts";
import { positionAt } from "./problems.ts";

interface Line {
  readonly text: string;
  readonly offset: number;
}

/**
 * The doc comment right before a node, read from its raw text: the compiler's own reader takes any `@word` for a tag and glues lines
 * together. A tag begins a line; lines after it belong to it until an empty one or the next tag. `+kubebuilder:` lines are tags too.
 */
export function readDoc(compiler: Compiler, node: ts.Node): Doc {
  const source = node.getSourceFile();
  const ranges = compiler.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
  const comments = ranges.filter((range) => source.text.startsWith("/**", range.pos));
  const last = comments.at(-1);
  if (!last) return noDoc;
  return parseLines(source, linesOf(source.text.slice(last.pos, last.end), last.pos));
}

function linesOf(comment: string, start: number): Line[] {
  const lines: Line[] = [];
  let offset = start;
  for (const [index, raw] of comment.split("\n").entries()) {
    const body = raw.replace(/\*\/\s*$/, "");
    const skip = /^\s*(?:\/\*\*|\*)? ?/.exec(body)?.[0].length ?? 0;
    const lead = index === 0 ? (/^\/\*\* ?/.exec(body)?.[0].length ?? 0) : skip;
    lines.push({ text: body.slice(lead).trimEnd(), offset: offset + lead });
    offset += raw.length + 1;
  }
  return lines;
}

function parseLines(source: ts.SourceFile, lines: readonly Line[]): Doc {
  const description: string[] = [];
  const tags: Tag[] = [];
  let open = false;
  let code = false;
  let cut = false;
  for (const { text, offset } of lines) {
    if (text.trim().startsWith("```")) code = !code;
    const start = code ? -1 : tagStart(text);
    const prose = start > 0 ? text.slice(0, start).trim() : "";
    if (start >= 0) {
      if (prose && !cut) description.push(prose);
      const pieces = splitTags(text.slice(start), offset + start);
      for (const piece of pieces)
        tags.push({ name: piece.name, text: piece.text, position: positionAt(source, piece.offset) });
      open = true;
    } else if (open && text.trim() !== "" && !code) {
      const tag = tags.pop();
      if (tag) tags.push({ ...tag, text: `${tag.text}\n${text.trim()}`.trim() });
    } else {
      open = false;
      cut ||= text.trim() === "---";
      if (!cut && !/^\s*TODO\b/.test(text)) description.push(text);
    }
  }
  return { description: description.join("\n").trim(), tags };
}

/** Where the first tag of a line begins; -1 when there is none. What stands in backticks or braces is prose. */
function tagStart(text: string): number {
  if (
    /^\s*\+(?:kubebuilder:|k8s:|listType|listMapKey|mapType|structType|optional|required|nullable|default)/.test(
      text,
    )
  )
    return text.indexOf("+");
  const masked = text.replace(/`[^`]*`|\{@[^}]*\}/g, (quoted) => " ".repeat(quoted.length));
  return masked.search(/(?<=^|\s)@[A-Za-z]/);
}

/** `@minimum 1 @maximum 3` on one line are two tags; an `@` inside a word or a pattern is none. */
function splitTags(text: string, offset: number): { name: string; text: string; offset: number }[] {
  const marker = /^\s*(\+\S+?)(?:=(.*))?$/.exec(text);
  if (marker && text.trim().startsWith("+")) {
    return [{ name: marker[1] ?? "", text: marker[2] ?? "", offset: offset + text.indexOf("+") }];
  }
  const starts = [...text.matchAll(/(?<=^|\s)@([A-Za-z][\w.-]*)/g)];
  return starts.map((start, index) => {
    const end = starts[index + 1]?.index ?? text.length;
    return {
      name: start[1] ?? "",
      text: text.slice(start.index + start[0].length, end).trim(),
      offset: offset + start.index,
    };
  });
}

/** The tags of every comment of a file, wherever they stand. */
export function readDocTags(source: ts.SourceFile): Tag[] {
  const found: Tag[] = [];
  for (const match of source.text.matchAll(/\/\*\*[^]*?\*\//g))
    found.push(...parseLines(source, linesOf(match[0], match.index)).tags);
  for (const match of source.text.matchAll(/^[ \t]*\/\/[ \t]*(\+kubebuilder:[^\n]*)$/gm)) {
    const offset = match.index + match[0].indexOf("+");
    const [name = "", ...rest] = (match[1] ?? "").split("=");
    found.push({ name, text: rest.join("="), position: positionAt(source, offset) });
  }
  return found;
}

import type { BuiltInDescription } from "../../src/k8s/built-in.ts";

const width = 110;

/** Adds prose to the interfaces, and to the constants, of a declaration file as the compiler writes it. Comments that are there stay. */
export function describeDeclarations(
  text: string,
  find: (type: string) => BuiltInDescription | undefined,
): string {
  const lines: string[] = [];
  let current: BuiltInDescription | undefined;
  for (const line of text.split("\n")) {
    const [, type] = /^export (?:interface|type|declare const) (\w+)/.exec(line) ?? [];
    if (type !== undefined) current = find(type);
    if (line === "}") current = undefined;
    const [, indent = "", quoted, name] = /^( +)(?:"([^"]+)"|(\w+))\??: /.exec(line) ?? [];
    const field = quoted ?? name;
    const prose =
      type !== undefined ? current?.type : field !== undefined ? current?.fields[field] : undefined;
    if (prose !== undefined && !lines.at(-1)?.endsWith("*/")) lines.push(...comment(prose, indent));
    else if (prose !== undefined && type !== undefined) addToComment(lines, prose);
    lines.push(line);
  }
  return lines.join("\n");
}

/** A comment of one line gets the prose before its own words: the hint at a union. */
function addToComment(lines: string[], prose: string): void {
  const [, own] = /^\/\*\* (A union\..*) \*\/$/.exec(lines.at(-1) ?? "") ?? [];
  if (own === undefined) return;
  lines.splice(-1, 1, ...comment(`${prose}\n${own}`, ""));
}

function comment(prose: string, indent: string): string[] {
  const lines = prose.split("\n").flatMap((paragraph) => wrap(safe(paragraph)));
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

/** Neither ends the comment nor begins a tag. */
function safe(prose: string): string {
  return prose.replaceAll("*/", "*\\/").replaceAll(/(^|\s)@/g, "$1\\@");
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}

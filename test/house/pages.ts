import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./source-files.ts";

export interface Page {
  /** Relative to the repository, with forward slashes. */
  path: string;
  text: string;
}

/** Fenced code of a page. */
export interface CodeBlock {
  page: string;
  /** Of the opening fence; lines start at 1. */
  line: number;
  language: string;
  /** What follows the language: the name of the file that the block is. */
  name: string;
  code: string;
}

/** The README and every page below docs/. */
export function readPages(): Page[] {
  const names = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const paths = names
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name).replaceAll("\\", "/"));
  return ["README.md", ...paths.sort()].map(readPage);
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

export function codeBlocksOf({ path, text }: Page): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: CodeBlock | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(\w*) ?(.*)/.exec(line);
    if (!fence) {
      if (open) open.code += `${line}\n`;
    } else if (open) {
      blocks.push(open);
      open = undefined;
    } else open = { page: path, line: index + 1, language: fence[1] ?? "", name: fence[2] ?? "", code: "" };
  }
  return blocks;
}

/** A page without its fenced code. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(/^```[^]*?^```$/gm, "");
}

/** The anchors that GitHub gives to a page's headings. */
export function anchorsOf(page: Page): string[] {
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

import { jsonText, type ImportTag } from "./import-tag.ts";
import { strayTags } from "../read/stray-tags.ts";
import { printWidth } from "./write-value.ts";

/** A doc comment in front of something; "" when there is nothing to say. Ends with a line break. */
export function writeComment(
  description: string | undefined,
  tags: readonly ImportTag[],
  indent: string,
): string {
  const isNatural = description === undefined || survives(description);
  const all = isNatural ? tags : [{ name: "description", text: jsonText(description) }, ...tags];
  const text = isNatural ? escapeText(description ?? "") : "";
  const lines = [...(text === "" ? [] : text.split("\n")), ...all.map(writeTag)];
  const [only] = lines;
  if (only === undefined) return "";
  if (lines.length === 1 && indent.length + only.length + 7 <= printWidth) return `${indent}/** ${only} */\n`;
  const body = lines.map((line) => `${indent} *${line === "" ? "" : ` ${line}`}\n`).join("");
  return `${indent}/**\n${body}${indent} */\n`;
}

/** A tag that gives a description letter for letter. */
export function descriptionTag(path: string, description: string | undefined): ImportTag {
  const plain = description !== undefined && /^[^"\s@](?:[^\p{Cc}@]*[^\p{Cc}\s@])?$/u.test(description);
  return {
    name: `${path}description`,
    text: plain && !description.includes("*\\/") ? description : jsonText(description ?? ""),
  };
}

function writeTag({ name, text }: ImportTag): string {
  return `@${name}${text === "" ? "" : ` ${text.replaceAll("*/", "*\\/")}`}`;
}

/** What would be read as a tag or as the end of the comment, so that it is not. */
function escapeText(text: string): string {
  return text.replaceAll("*/", "*\\/").replace(/(?<=^|\s)@(?=[A-Za-z])/g, "\\@");
}

/** Whether a description comes back from a comment letter for letter: trailing blanks, notes to oneself and markers do not. */
function survives(text: string): boolean {
  if (text === "" || text !== text.trim() || /\\@|\*\\\/|[^\P{Cc}\n\t]|[\u2028\u2029\ufeff]/u.test(text))
    return false;
  if (strayTags({ text: `/**\n${escapeText(text)}\n*/`, offset: 0 }).length > 0) return false;
  const lines = text.split("\n");
  const fences = lines.filter((line) => line.trim().startsWith("```")).length;
  return fences % 2 === 0 && !lines.some((line) => /[^\S\n]$|^\s*TODO\b|^\s*---$|^\s*\+/.test(line));
}

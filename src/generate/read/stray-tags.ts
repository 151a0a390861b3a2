import { tagNames } from "../model/tag-names.ts";
import { linesOf, type Comment } from "./doc-comment.ts";

/** What looks like a tag or a marker and is none as it is written, so that it would be taken for text. */
export interface StrayTag {
  readonly offset: number;
  /** As it is written. */
  readonly text: string;
  /** How it would be read. */
  readonly expected: string;
}

/** The tags of a comment that nothing would be made of: `@minLength=3`, `{@minLength 3}`, `// @minLength 3`, `+ kubebuilder:validation:MinLength=3`. */
export function strayTags(comment: Comment): StrayTag[] {
  const isDoc = comment.text.startsWith("/**");
  // most comments have neither
  if (isDoc ? !suspicious.test(comment.text) : !/@|kubebuilder:|\+\s*[a-z]/.test(comment.text)) return [];
  return isDoc ? inDoc(comment) : inPlain(comment);
}

/** What every stray tag of a doc comment has. */
const suspicious = /@[A-Za-z.]+[:=(){}*]|[({*@[]@[A-Za-z]|kubebuilder:|\+\s*[a-z]/;

function inDoc(comment: Comment): StrayTag[] {
  let fenced = false;
  let open = false;
  return linesOf(comment).flatMap(({ text, offset }): StrayTag[] => {
    if (text.trim().startsWith("```")) fenced = !fenced;
    if (text.trim() === "") open = false;
    if (fenced || marker.test(text)) return [];
    const shown = text.replace(/`[^`]*`|"(?:[^"\\]|\\.)*"/g, (quoted) => " ".repeat(quoted.length));
    if (/(^|\s)@[A-Za-z][\w.-]*(\s|$)/.test(shown)) {
      open = true;
      return [];
    }
    const found = tagIn(shown) ?? markerIn(shown);
    // what goes on with a tag is its argument, whatever it is
    if (!found || (open && shown.slice(0, found.index).trim() !== "")) return [];
    return [{ offset: offset + found.index, text: text.slice(found.index).trim(), expected: found.expected }];
  });
}

/** Comments that are not doc comments may only hold markers, on lines of two slashes. */
function inPlain({ text, offset }: Comment): StrayTag[] {
  const body = text.replace(/^(\/\/+|\/\*)|\*\/$/g, (mark) => " ".repeat(mark.length));
  const first = /^[\s*]*/.exec(body)?.[0].length ?? 0;
  const [, name = ""] = /^@(?:(?:items|values)\.)*([A-Za-z]+)(?![\w.-])/.exec(body.slice(first)) ?? [];
  if (tagNames.has(name)) {
    const said = (body.slice(first).split("\n")[0] ?? "").trim();
    return [{ offset: offset + first, text: said, expected: `a doc comment: /** ${said} */` }];
  }
  if (text.startsWith("//") && !text.startsWith("///") && marker.test(text.slice(2))) return [];
  const found = markerIn(body.split("\n")[0] ?? "");
  if (!found || body.slice(0, found.index).trim() !== "") return [];
  const said = body.slice(found.index).trim();
  return [{ offset: offset + found.index, text: said, expected: found.expected }];
}

interface Found {
  readonly index: number;
  readonly expected: string;
}

/** A known tag that something other than a space stands right before or after. */
function tagIn(text: string): Found | undefined {
  const pattern =
    /(?<=^|\s)@((?:(?:items|values)\.)*([A-Za-z]+))(?=[:=(){}*])|(?<=(?:^|\s)[({*@[]+)@((?:(?:items|values)\.)*([A-Za-z]+))(?![\w.-])/g;
  for (const match of text.matchAll(pattern)) {
    const name = match[2] ?? match[4] ?? "";
    if (tagNames.has(name))
      return { index: match.index, expected: `"@${match[1] ?? match[3] ?? ""}", a space, and its argument` };
  }
  return undefined;
}

/** A line that controller-gen would take for a marker, or its author. */
function markerIn(text: string): Found | undefined {
  const match =
    /(?<![\w:/.-])(\+\s?)?kubebuilder:[A-Za-z]/.exec(text) ??
    /(?<=^\s*)\+\s*(optional|required|nullable|default|listType|listMapKey|mapType|structType|groupName|versionName|k8s:[A-Za-z]+)\b/.exec(
      text,
    );
  return match
    ? {
        index: match.index,
        expected: 'a line with nothing but "+name", or "+name=argument" without spaces before the "="',
      }
    : undefined;
}

const marker = /^\s*\+[A-Za-z][\w.-]*(:[\w.-]*)*(=|\s*$)/;

import ts from "typescript";
import { describe, expect, test } from "vitest";
import { parseDoc, parseMarkerComment } from "../../../../src/generate/read/doc-comment.ts";

/** What a comment says, tags as `name text` with their line and column. */
function read(comment: string) {
  const source = ts.createSourceFile("a.ts", comment, ts.ScriptTarget.Latest);
  const { description, tags, deprecated } = parseDoc(source, { text: comment, offset: 0 });
  return {
    description,
    tags: tags.map(({ name, text, position: { line, column } }) =>
      `${line}:${column} ${name} ${text}`.trim(),
    ),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}

describe("descriptions", () => {
  test.each([
    ["on one line", "/** Text. */", "Text."],
    ["on several, line breaks kept", "/**\n * One\n * two.\n *\n * Three.\n */", "One\ntwo.\n\nThree."],
    ["indented lines keep what is more than one blank", "/**\n * List:\n *   - a\n */", "List:\n  - a"],
    ["cut at a line of dashes", "/**\n * For users.\n * ---\n * For us.\n */", "For users."],
    ["which in a code block is text", "/**\n * ```\n * ---\n * ```\n * More.\n */", "```\n---\n```\nMore."],
    ["notes to oneself are left out", "/**\n * Text.\n * TODO: more\n */", "Text."],
    ["the end of a comment inside of one", "/** A glob **\\/x. */", "A glob **/x."],
    ["an address is text", "/** Ask a@example.com or @acme/types. */", "Ask a@example.com or @acme/types."],
    ["what is quoted is text", "/** Like `@minimum 1` or {@link A}. */", "Like `@minimum 1` or {@link A}."],
    ["remarks come last", "/** Text.\n * @remarks More.\n * @see Other */", "Text.\n\nMore.\n\nSee Other"],
  ])("%s", (_, comment, description) => {
    expect(read(comment)).toEqual({ description, tags: [] });
  });

  test("deprecated is said to readers and to the generator", () => {
    expect(read("/** Old. @deprecated use b */")).toEqual({
      description: "Old.\n\nDeprecated: use b",
      tags: [],
      deprecated: "use b",
    });
  });
});

describe("tags", () => {
  test.each([
    ["after the text", "/** Text. @minimum 1 @maximum 3 */", ["1:11 minimum 1", "1:22 maximum 3"]],
    [
      "on lines of their own",
      "/**\n * Text.\n * @minimum 1\n * @maximum 3\n */",
      ["3:4 minimum 1", "4:4 maximum 3"],
    ],
    [
      "over several lines, up to an empty one",
      '/**\n * @default {\n *   "a": 1 }\n *\n * Text.\n */',
      ['2:4 default {\n"a": 1 }'],
    ],
    ["an @ inside of a pattern", "/** @pattern ^[^@]+@x$ */", ["1:5 pattern ^[^@]+@x$"]],
    ["an @ inside of quotes", '/** @default "a @b c" @title T */', ['1:5 default "a @b c"', "1:23 title T"]],
    ["with dots and hyphens", "/** @items.max-x 1 */", ["1:5 items.max-x 1"]],
    ["with the end of a comment", "/** @pattern ^/\\*\\/$ */", ["1:5 pattern ^/\\*/$"]],
    ["none in a code block", "/**\n * ```\n * @minimum 1\n * ```\n */", []],
    ["in lines with Windows ends", "/**\r\n * @minimum 1\r\n */", ["2:4 minimum 1"]],
  ])("%s", (_, comment, tags) => {
    expect(read(comment).tags).toEqual(tags);
  });

  test("text after a tag's empty line is description again", () => {
    expect(read("/**\n * A.\n * @minimum 1\n *\n * B.\n */").description).toBe("A.\n\nB.");
  });
});

describe("markers", () => {
  test.each([
    ["/** +kubebuilder:validation:Minimum=1 */", ["1:5 +kubebuilder:validation:Minimum 1"]],
    [
      "/**\n * Text.\n * +optional\n * +kubebuilder:default=2\n */",
      ["3:4 +optional", "4:4 +kubebuilder:default 2"],
    ],
    [
      '/** +kubebuilder:validation:XValidation:rule="a == b" */',
      ['1:5 +kubebuilder:validation:XValidation:rule "a == b"'],
    ],
    ["/** +kubebuilder:default:=a:=b */", ["1:5 +kubebuilder:default a:=b"]],
    ["/** +patchStrategy=merge */", ["1:5 +patchStrategy merge"]],
    ["/** +unknown:marker */", ["1:5 +unknown:marker"]],
    ["/** +some text */", []],
    ["/** + item */", []],
    ["/** 1 +optional */", []],
    ["/** +1 for this */", []],
  ])("%s", (comment, tags) => {
    expect(read(comment).tags).toEqual(tags);
  });

  test("text after a marker is description", () => {
    expect(read("/**\n * +optional\n * Text.\n */").description).toBe("Text.");
  });

  test("in a line comment, as Go has them", () => {
    const parse = (text: string) =>
      parseMarkerComment(ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest), { text, offset: 0 });
    expect(parse("// +kubebuilder:validation:Enum=a;b")).toEqual({
      name: "+kubebuilder:validation:Enum",
      text: "a;b",
      position: { file: "a.ts", line: 1, column: 4 },
    });
    expect(parse("// a + b")).toBeUndefined();
  });
});

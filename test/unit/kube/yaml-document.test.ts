import { expect, test } from "vitest";
import { YamlDocument } from "../../../src/kube/yaml-document.ts";

test("a document that is not edited is given back letter for letter", () => {
  const text = "a:   1 # odd spacing\nlist:\n    - x\n\n\nb: 'quoted'";
  const document = new YamlDocument(text, "f.yaml");
  document.set(["a"], 1);
  document.delete(["nothing"]);
  expect(document.toText()).toBe(text);
});

test("what is not touched keeps its comments, order and quotes", () => {
  const document = new YamlDocument(
    "# top\nb: 'x' # why\n\n# about a\na: 1\nunknown: {deep: [1, 2]}\n",
    "f.yaml",
  );
  document.set(["a"], 2);
  expect(document.toText()).toBe("# top\nb: 'x' # why\n\n# about a\na: 2\nunknown: { deep: [ 1, 2 ] }\n");
});

test("lists keep the indent that the file has", () => {
  const flush = new YamlDocument("list:\n- a\n", "f.yaml");
  flush.append(["list"], "b");
  expect(flush.toText()).toBe("list:\n- a\n- b\n");
  const indented = new YamlDocument("list:\n  - a # first\n", "f.yaml");
  indented.append(["list"], "b");
  expect(indented.toText()).toBe("list:\n  - a # first\n  - b\n");
});

test("an empty list grows into lines, a list on one line stays on one", () => {
  const empty = new YamlDocument("list: []\n", "f.yaml");
  empty.append(["list"], "a");
  empty.append(["list"], "b");
  expect(empty.toText()).toBe("list:\n  - a\n  - b\n");
  const inline = new YamlDocument("list: [a]\n", "f.yaml");
  inline.append(["list"], "b");
  expect(inline.toText()).toBe("list: [ a, b ]\n");
});

test("a list that is missing, or null, is made", () => {
  for (const text of ["", "# only a comment\n", "list:\n"]) {
    const document = new YamlDocument(text, "f.yaml");
    document.append(["list"], "a");
    expect(document.get(["list"])).toEqual(["a"]);
  }
});

test("nested values are set, read and deleted", () => {
  const document = new YamlDocument("a:\n  b: 1\n", "f.yaml");
  document.set(["a", "c", "d"], [1]);
  expect(document.get([])).toEqual({ a: { b: 1, c: { d: [1] } } });
  document.delete(["a", "b"]);
  expect(document.get(["a"])).toEqual({ c: { d: [1] } });
  expect(document.get(["a", "c", "d", 0])).toBe(1);
  expect(document.get(["no", "such"])).toBeUndefined();
});

test("a value has a place; one that is missing has its parent's", () => {
  const document = new YamlDocument("a: 1\nlist:\n  - x: 1\n    y: 2\n", "f.yaml");
  expect(document.positionOf(["list", 0, "y"])).toEqual({ line: 4, column: 8 });
  expect(document.positionOf(["list", 0, "z"])).toEqual({ line: 3, column: 5 });
  expect(document.positionOf(["nothing"])).toEqual({ line: 1, column: 1 });
});

test("what is not YAML is an error with file, line and column", () => {
  expect(() => new YamlDocument("a: 1\nb: [\n", "PROJECT")).toThrowError(
    /^PROJECT:\d+:\d+: cannot read YAML/,
  );
  expect(() => new YamlDocument("a: 1\na: 2\n", "PROJECT")).toThrowError(/^PROJECT:2:1/);
});

test("line ends stay those of the file", () => {
  const document = new YamlDocument("a: 1\r\nb: 2\r\n", "f.yaml");
  document.set(["b"], 3);
  expect(document.toText()).toBe("a: 1\r\nb: 3\r\n");
});

import { expect, test } from "vitest";
import { YamlStream } from "../../../src/kube/yaml-stream.ts";

/** The text after one value was set. */
function set(text: string, path: readonly (string | number)[], value: unknown, index = 0): string {
  const stream = new YamlStream(text, "f.yaml");
  stream.set(index, path, value);
  return stream.toText();
}

test("a value that is there already changes nothing", () => {
  const text = "a:   1 # odd\n---\n{b: [1,2]}\n";
  expect(set(text, ["a"], 1)).toBe(text);
  expect(set(text, ["b"], [1, 2], 1)).toBe(text);
});

test("only the value changes: other documents, comments, quotes and white space stay", () => {
  const text =
    "# top\na:   {x: 1}  # one\n\n'b':\n  old: 1\n  # inside\n\n# about c\nc: \"x\"\n---\nd: {e:   1}\n";
  expect(set(text, ["b"], { new: { deep: "yes" } })).toBe(
    '# top\na:   {x: 1}  # one\n\n\'b\':\n  new:\n    deep: "yes"\n  # inside\n\n# about c\nc: "x"\n---\nd: {e:   1}\n',
  );
  expect(set(text, ["d", "e"], 2, 1)).toBe(text.replace("{e:   1}", "{e: 2}"));
});

test("comments behind a key, and behind a value of one line, stay on its line", () => {
  expect(set("a: # why\n  b: 1\nc: 2\n", ["a"], { b: 2 })).toBe("a: # why\n  b: 2\nc: 2\n");
  expect(set("a: {b: 1} # why\nc: 2\n", ["a"], { b: "x\ny" })).toBe(
    "a: # why\n  b: |-\n    x\n    y\nc: 2\n",
  );
});

test("a comment follows a value that stands on the line", () => {
  expect(set("a: # why\n  b: 1\nc: 2\n", ["a"], 2)).toBe("a: 2 # why\nc: 2\n");
  expect(set("a: {b: 1} # why\n", ["a"], {})).toBe("a: {} # why\n");
});

test("between braces, the value stands on the line", () => {
  expect(set("- {a: {b: 1}, c: 'x'}\n", [0, "a", "b"], { d: [1] })).toBe("- {a: {b: {\"d\":[1]}}, c: 'x'}\n");
  expect(set("{a: {b: 1}}\n", ["a", "c"], "x")).toBe('{a: {b: 1, "c": "x"}}\n');
});

test("what is missing is added to the nearest parent that has something", () => {
  expect(set("a:\n  - b: 1 # one\n\nc: 2\n", ["a", 0, "x", "z"], [1])).toBe(
    "a:\n  - b: 1 # one\n    x:\n      z:\n        - 1\n\nc: 2\n",
  );
  expect(set("a:\n  b:\nc: 1\n", ["a", "b", "x"], 1)).toBe("a:\n  b:\n    x: 1\nc: 1\n");
  expect(set("a:\n  b: {}", ["a", "b", "x"], 1)).toBe("a:\n  b:\n    x: 1");
});

test("lists are indented as the text has them, and line ends are its own", () => {
  expect(set("a:\n- b: 1\n", ["a", 0, "b"], { c: [1] })).toBe("a:\n- b:\n    c:\n    - 1\n");
  expect(set("a:\n  - b: 1\n", ["a", 0, "b"], { c: [1] })).toBe("a:\n  - b:\n      c:\n        - 1\n");
  expect(set("a: 1\r\nb: 2\r\n", ["a"], { c: 1 })).toBe("a:\r\n  c: 1\r\nb: 2\r\n");
});

test("a text that ends in empty lines is read back as it is", () => {
  const text = set("a:\n  b: 1\n\nc: 1\n", ["a"], { b: "x\n\n" });
  expect(new YamlStream(text, "f.yaml").get(0, ["a", "b"])).toBe("x\n\n");
});

test("a value that an alias stands for is not taken away", () => {
  expect(() => set("a: &x {b: 1}\nc: *x\n", ["a"], { b: 2 })).toThrowError(/^cannot change f.yaml in place/);
});

test("what is not YAML is an error with file, line and column", () => {
  expect(() => new YamlStream("a: 1\n---\nb: [\n", "f.yaml")).toThrowError(
    /^f.yaml:\d+:\d+: cannot read YAML/,
  );
});

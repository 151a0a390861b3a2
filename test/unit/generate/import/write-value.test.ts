import * as prettier from "prettier";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expandValue, propertyName, writeText } from "../../../../src/generate/import/write-value.ts";

test.each([
  ["plain", "plain"],
  ["$ref", "$ref"],
  ["日本", "日本"],
  ["with space", '"with space"'],
  ["3d", '"3d"'],
  ["", '""'],
  ["a-b", '"a-b"'],
])("the name %j is written %s", (name, written) => {
  expect(propertyName(name)).toBe(written);
});

test.each([
  ['say "yes"', `'say "yes"'`],
  [`"it's"`, `'"it\\'s"'`],
  ["it's", `"it's"`],
  ["one \"two' three'\"", `"one \\"two' three'\\""`],
  ["line\nbreak \u2028", '"line\\nbreak \\u2028"'],
])("the text %j stands in the quotes that need fewer backslashes", (text, written) => {
  expect(writeText(text)).toBe(written);
  expect(new Function(`return ${writeText(text)}`)()).toBe(text);
});

const key = fc.constantFrom("name", "labels", "a.b/c", "type", "jsonPath", "x");
const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom("a long text ".repeat(12), "Ready", '"q"'),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.boolean(),
    fc.integer(),
    fc.array(fc.dictionary(key, text, { noNullPrototype: true }), { maxLength: 3 }),
    fc.array(text, { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test("an object is printed as prettier prints it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(key, value, { minKeys: 1, noNullPrototype: true }), async (object) => {
      const source = `export const it = make(${expandValue(object, 0)});\n`;
      expect(await prettier.format(source, { parser: "typescript", printWidth: 110 })).toBe(source);
    }),
    { numRuns: 150, seed: 1 },
  );
});

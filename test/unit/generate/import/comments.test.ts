import { expect, test } from "vitest";
import { crdOf, declarationsOf, returned } from "./round-trip.ts";
import { importCrds } from "../../../../src/generate/import/import-crds.ts";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";

const commentOf = async (description: string) => {
  const source = await declarationsOf({ a: { type: "string", description } });
  return source.slice("export interface ThingSpec {\n".length, source.indexOf("  a?: string;"));
};

test("a description is the comment; what would end it or begin a tag is escaped", async () => {
  expect(await commentOf("One line.")).toBe("  /** One line. */\n");
  expect(await commentOf("Two\n\n  lines.")).toBe("  /**\n   * Two\n   *\n   *   lines.\n   */\n");
  expect(await commentOf("a */ b @todo c@d")).toBe("  /** a *\\/ b \\@todo c@d */\n");
});

test("one that a comment would change is given letter for letter", async () => {
  expect(await commentOf("a \nb")).toBe('  /** @description "a \\nb" */\n');
  expect(await commentOf("TODO(me): later")).toBe('  /** @description "TODO(me): later" */\n');
});

test.each([
  "trailing \nblank",
  " leading",
  "a\n---\nb",
  "TODO: x",
  "+optional",
  "+kubebuilder:validation:Minimum=1",
  "```\n@minimum 1\n---\n```",
  "``` never closed\n@x",
  "@deprecated soon\n@see there\n@remarks more",
  "ends with *",
  "* starred\n * more",
  "*/ /** // {@link x} `@y` \"@z\" '@w'",
  "back\\slash \\@ *\\/ \\",
  "tab\there\n\tand there",
  "carriage\r\nreturn",
  "\u2028separator\ufeff\u0007",
  "日本語 🙂 é",
  "```yaml\nfoo: bar\n```",
  "a\n\n\n\nb",
  "@",
  "x @1 @ y",
  "Deprecated: no",
  '"quoted"',
])("%j comes back", async (description) => {
  const crd = crdOf({
    type: "object",
    description,
    properties: {
      a: { type: "string", description, minLength: 1 },
      b: { type: "array", items: { type: "string", description } },
      c: {
        type: "array",
        description,
        items: { type: "object", description, properties: { x: { type: "string" } } },
      },
      d: {
        type: "object",
        additionalProperties: { type: "object", description: "other", properties: { x: { type: "string" } } },
      },
    },
  });
  const files = await importCrds([crd], { builtIns: readBuiltInSchemas() });
  const { given, back } = await returned([crd], files);
  expect(back).toEqual(given);
});

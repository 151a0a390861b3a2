import { expect, test } from "vitest";
import { errorsOf, schemaOf, taggedSchema } from "../from-text.ts";

test("@schema sets keywords as they are, replaces those that are there and takes away with null", async () => {
  expect(await taggedSchema('@schema {"anyOf": null, "pattern": "^a$"}', "IntOrString")).toEqual({
    "x-kubernetes-int-or-string": true,
    pattern: "^a$",
  });
  expect(await taggedSchema('@schema {"required": ["b", "a"]}', "{ a: string; b: string }")).toMatchObject({
    required: ["b", "a"],
  });
  expect(await taggedSchema('@items.schema {"maxLength": 3}', "string[]")).toMatchObject({
    items: { type: "string", maxLength: 3 },
  });
});

test("@schema comes after every other tag of its comment", async () => {
  expect(await taggedSchema('@schema {"minLength": 5} @minLength 1', "string")).toMatchObject({
    minLength: 5,
  });
});

test("@schema says what is wrong with its argument", async () => {
  const lines = await errorsOf(
    '/** @schema {"patern": "a"} */\na: string;\n/** @schema [1] */\nb: string;\n/** @schema {a */\nc: string;',
  );
  expect(lines.map((line) => line.split("\n")[0])).toEqual([
    '2:5: error: wrong argument of "@schema": a schema has no keyword "patern"; did you mean "pattern"?',
    '4:5: error: wrong argument of "@schema": expected a JSON object, found "[1]"',
    '6:5: error: wrong argument of "@schema": expected a JSON object, found "{a"',
  ]);
});

test("@description gives a description letter for letter, of what is inside too, and takes that of a type away", async () => {
  expect(await taggedSchema('@description " two\\n\\n  lines @x "', "string")).toEqual({
    type: "string",
    description: " two\n\n  lines @x ",
  });
  expect(await taggedSchema("Names. @items.description One name.", "string[]")).toEqual({
    type: "array",
    description: "Names.",
    items: { type: "string", description: "One name." },
  });
  expect(await taggedSchema('@description ""', "Name", "/** A name. */\ntype Name = string;")).toEqual({
    type: "string",
  });
});

test("an @ behind a backslash begins no tag and stands in the description", async () => {
  expect(await taggedSchema("Mail to \\@team, or a \\@minimum.", "string")).toEqual({
    type: "string",
    description: "Mail to @team, or a @minimum.",
  });
});

test("Record<string, never> is an object without fields, an index signature of unknown keeps the others", async () => {
  expect(await schemaOf("Record<string, never>")).toEqual({ type: "object" });
  expect(await schemaOf("{ a?: string; [key: string]: unknown }")).toEqual({
    type: "object",
    properties: { a: { type: "string" } },
    "x-kubernetes-preserve-unknown-fields": true,
  });
  expect(await schemaOf("Open", "interface Open { a?: string; [key: string]: unknown }")).toMatchObject({
    "x-kubernetes-preserve-unknown-fields": true,
  });
});

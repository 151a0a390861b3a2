import { expect, test } from "vitest";
import { LastText } from "../../../../src/sandbox/http/last-text.ts";

const frozen = (name: string) => Object.freeze({ kind: "A", metadata: Object.freeze({ name }) });

test("an event is a line of JSON, the same bytes for all who are told of it", () => {
  const texts = new LastText();
  const object = frozen("a");
  const line = texts.line({ type: "ADDED", object });
  expect(line.toString()).toBe('{"type":"ADDED","object":{"kind":"A","metadata":{"name":"a"}}}\n');
  expect(texts.line({ type: "ADDED", object })).toBe(line);
  expect(texts.of(object)).toBe(JSON.stringify(object));
});

test("another type or another object is another line", () => {
  const texts = new LastText();
  const [first, second] = [frozen("a"), frozen("b")];
  texts.line({ type: "ADDED", object: first });
  expect(JSON.parse(texts.line({ type: "MODIFIED", object: first }).toString())).toMatchObject({
    type: "MODIFIED",
  });
  expect(JSON.parse(texts.line({ type: "MODIFIED", object: second }).toString())).toEqual({
    type: "MODIFIED",
    object: second,
  });
  expect(JSON.parse(texts.line({ type: "ADDED", object: first }).toString())).toEqual({
    type: "ADDED",
    object: first,
  });
});

test("what may still change is written anew each time", () => {
  const texts = new LastText();
  const object = { rows: [1] };
  expect(texts.of(object)).toBe('{"rows":[1]}');
  object.rows.push(2);
  expect(texts.of(object)).toBe('{"rows":[1,2]}');
  expect(texts.line({ type: "ADDED", object }).toString()).toContain("[1,2]");
});

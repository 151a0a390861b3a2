import { expect, test } from "vitest";
import { readWarnings } from "../../../../src/runtime/client/warning-header.ts";

// the cases of apimachinery's TestParseWarningHeaders
test.each<[string, string[], string[]]>([
  ["none", [], []],
  ["an empty header", [""], []],
  ["one", ['299 - "text"'], ["text"]],
  ["one with a date", ['299 - "text" "Tue, 15 Nov 1994 08:12:31 GMT"'], ["text"]],
  ["several in a header", ['299 - "one", 299 - "two" "date" , 299 x "three"'], ["one", "two", "three"]],
  ["several headers", ['299 - "one"', '299 - "two"'], ["one", "two"]],
  ["escapes", ['299 - "say \\"hi\\" \\\\ now"'], ['say "hi" \\ now']],
  ["commas and codes inside of a text", ['299 - "a, 299 - b"'], ["a, 299 - b"]],
  ["other codes", ['199 - "no", 299 - "yes"', '1299 - "no"'], ["yes"]],
  ["an empty text", ['299 - ""'], []],
  ["no agent", ['299 "text"'], []],
  ["no quotes", ["299 - text"], []],
  ["no end", ['299 - "text'], []],
  ["a date without an end: nothing of it", ['299 - "text" "date'], []],
  ["something after it: nothing of it", ['299 - "text" x'], []],
  [
    "what comes after something unreadable, but not in the next header",
    ['299 - "a", x, 299 - "b"', '299 - "c"'],
    ["a", "c"],
  ],
  ["control characters", ['299 - "a\u0007b"'], []],
])("%s", (_, headers, texts) => {
  expect(readWarnings(headers)).toEqual(texts);
});

test("texts are UTF-8, which Node reads byte by byte", () => {
  const header = Buffer.from('299 - "unbekanntes Feld größe"', "utf8").toString("latin1");
  expect(readWarnings([header])).toEqual(["unbekanntes Feld größe"]);
});

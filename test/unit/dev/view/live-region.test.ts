import { expect, test } from "vitest";
import { fit, LiveRegion, widthOf } from "../../../../src/dev/view/live-region.ts";
import { tinyTerminal } from "./tiny-terminal.ts";

const start = () => {
  const terminal = tinyTerminal({ columns: 20, rows: 10 });
  return { terminal, region: new LiveRegion(terminal) };
};

test("lines scroll by above what is drawn, which stays below", () => {
  const { terminal, region } = start();
  region.log("before");
  region.draw(["one", "two"]);
  region.log("first");
  region.draw(["three"]);
  region.log("second");
  region.draw(["four", "five", "six"]);
  expect(terminal.text).toEqual(["before", "first", "second", "four", "five", "six"]);
  region.close();
  expect(terminal.text).toEqual(["before", "first", "second", ""]);
});

test("what did not change is not written; what did is one write", () => {
  const { terminal, region } = start();
  region.draw(["a", "b"]);
  const { length } = terminal.writes;
  region.draw(["a", "b"]);
  expect(terminal.writes).toHaveLength(length);
  region.draw(["a", "c"]);
  expect(terminal.writes).toHaveLength(length + 1);
});

test("on a narrower terminal all of the old drawing goes, colours not counted as letters", () => {
  const { terminal, region } = start();
  region.log("log");
  region.draw(["0123456789abcdefghij", "\u001B[32mgreen\u001B[39m"]);
  terminal.reflow(8);
  region.resized();
  region.draw(["short"]);
  expect(terminal.text).toEqual(["log", "short"]);
});

test("after the end the cursor is there again", () => {
  const { terminal, region } = start();
  region.draw(["a"]);
  region.close();
  region.close();
  expect(terminal.writes.at(-1)).toContain("\u001B[?25h");
  expect(terminal.writes.filter((text) => text.includes("\u001B[?25h"))).toHaveLength(1);
});

test("texts are cut to cells, of which East Asian letters and pictures take two", () => {
  expect(widthOf("a\u001B[1mb\u001B[22m")).toBe(2);
  expect(widthOf("日本🚀")).toBe(6);
  expect(fit("abc", 5)).toBe("abc  ");
  expect(fit("abcdef", 5)).toBe("abcd…");
  expect(fit("日本語です", 6)).toBe("日本… ");
  expect(fit("a\nb\u001Bc", 5)).toBe("a b c");
});

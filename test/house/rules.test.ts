import { expect, test } from "vitest";
import { readSourceFiles } from "./source-files.ts";

const files = readSourceFiles("src");

test("folders say what they are for", () => {
  const vague = files.filter((file) => /\/(utils?|helpers?|common|misc|shared)(\/|\.ts$)/.test(file.path));
  expect(vague.map((file) => file.path)).toEqual([]);
});

test("only the public entries re-export", () => {
  const entries = ["src/index.ts", "src/testing/index.ts"];
  const barrels = files.filter(
    (file) => !entries.includes(file.path) && /^export (\*|\{[^}]*\}|type \{[^}]*\}) from /m.test(file.text),
  );
  expect(barrels.map((file) => file.path)).toEqual([]);
});

test("time is injected: only the system clock, the logger's default and the CLI's own entry read the real one", () => {
  // preload.ts and page-script.ts are texts of what another process, and a browser, runs before it has anything of ours
  const texts = ["src/dev/preload.ts", "src/dev/view/page-script.ts"];
  const allowed = ["src/base/clock.ts", "src/base/logger.ts", ...texts];
  const direct = files.filter(
    (file) =>
      !allowed.includes(file.path) &&
      /\b(Date\.now\(|new Date\(\)|setTimeout\(|setInterval\()/.test(stripComments(file.text)),
  );
  expect(direct.map((file) => file.path)).toEqual([]);
});

test("nothing is left for later in the code", () => {
  const open = files.filter((file) =>
    /\b(TODO|FIXME|XXX|HACK)\b/.test(file.text.replaceAll(/"[^"\n]*"|'[^'\n]*'|`[^`]*`|\/[^/\n]+\//g, "")),
  );
  expect(open.map((file) => file.path)).toEqual([]);
});

test("tests do not wait for time to pass", () => {
  const waiting = readSourceFiles("test").filter(
    (file) =>
      !/^test\/(house|unit\/base)\//.test(file.path) &&
      /(setTimeout|sleep)\(\s*(\w+,\s*)?\d{2,}/.test(stripComments(file.text)),
  );
  expect(waiting.map((file) => file.path)).toEqual([]);
});

function stripComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
}

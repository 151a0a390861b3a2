import { expect, test } from "vitest";
import { commands } from "../../../src/cli/commands.ts";
import { parseCommandLine } from "../../../src/cli/program.ts";
import { readQuickLine } from "../../../src/cli/quick-line.ts";

/** What the parser makes of a line; undefined for help and mistakes. */
function parsed(argv: readonly string[]) {
  try {
    return parseCommandLine(argv, { commands, version: "1", write: () => {} });
  } catch {
    return undefined;
  }
}

test.each([
  "manifests",
  "manifests --check",
  "manifests --no-check --check",
  "manifests --check --no-check",
  "manifests --dry-run --no-cache",
  "manifests --max-description-length 10 --dry-run",
  "manifests --max-description-length=0",
  "manifests --max-description-length=a=b",
  "manifests --max-description-length 1 --max-description-length 2",
  "generate crd src",
  "generate crd a.ts b.ts --out config/crd",
  "generate crd --out - a.ts",
  "generate crd --out=- a.ts",
  "generate crd a.ts --no-cache b.ts --dry-run c.ts",
])("%s is understood without the parser, and as by it", async (line) => {
  const quick = await readQuickLine(line.split(" "));
  const { command, given } = parsed(line.split(" ")) ?? {};
  expect(quick?.command).toBe(command);
  expect(quick?.given).toEqual(given);
});

test.each([
  "manifests more",
  "manifests --nope",
  "manifests --help",
  "manifests -h",
  "manifests --check=true",
  "manifests --max-description-length",
  "manifests --max-description-length --check",
  "manifests --max-description-length=",
  "manifests -- --check",
  "manifest",
  "--version",
  "generate",
  "generate crd",
  "generate crd --out",
  "generate crd --out a",
  "generate crds a",
  "generate crd -- a.ts",
  "generate crd a.ts -x",
  "help manifests",
  "run",
])("%s is left to the parser", async (line) => {
  expect(await readQuickLine(line.split(" "))).toBeUndefined();
});

/** Every line of up to four of these words. */
function* lines(words: readonly string[], length: number): Generator<string[]> {
  yield [];
  if (length > 0)
    for (const rest of lines(words, length - 1)) for (const word of words) yield [...rest, word];
}

test("whatever is understood without the parser is understood the same by it", async () => {
  const words = [
    "--check",
    "--no-cache",
    "--out",
    "--out=b",
    "-",
    "a",
    "--max-description-length",
    "7",
    "--",
    "-h",
  ];
  let understood = 0;
  for (const name of ["manifests", "generate crd"])
    for (const line of lines(words, 3)) {
      const argv = [...name.split(" "), ...line];
      const quick = await readQuickLine(argv);
      if (!quick) continue;
      understood++;
      expect(quick.given, argv.join(" ")).toEqual(parsed(argv)?.given);
    }
  expect(understood).toBeGreaterThan(100);
});

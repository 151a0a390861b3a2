import { expect, test } from "vitest";
import { checkExamples } from "./check-examples.ts";
import { commandLinesOf, makeTargetsOf, problemOf } from "./command-lines.ts";
import { brokenLinks } from "./links.ts";
import { codeBlocksOf, readPage, readPages } from "./pages.ts";

const pages = readPages();
const blocks = pages.flatMap(codeBlocksOf);

test("TypeScript in the docs compiles against the public API, and what does not is found", () => {
  // the README shows excerpts
  const examples = blocks.filter(({ language, page }) => language === "ts" && page.startsWith("docs/"));
  const wrong = {
    page: "docs/wrong.md",
    line: 10,
    language: "ts",
    name: "",
    code: 'import { controler } from "kubewright";\n',
  };
  const found = checkExamples([...examples, wrong]);
  expect(found).toEqual([expect.stringMatching(/^docs\/wrong\.md:11: error TS\d+: .*controler/)]);
});

test("every kubewright command line in the docs is one that the program understands", () => {
  const lines = pages.flatMap(commandLinesOf);
  expect(lines.length).toBeGreaterThan(20);
  expect(
    lines.flatMap(({ page, line }) => problemOf(line).map((problem) => `${page}: ${line}: ${problem}`)),
  ).toEqual([]);
});

test("a command line that the program does not understand is found", () => {
  expect(problemOf("kubewright instal")).toEqual([expect.stringContaining("instal")]);
  expect(problemOf("kubewright install --imag x")).toEqual([expect.stringContaining("--imag")]);
  expect(problemOf("kubewright init --domain example.com --license apache2 demo")).toEqual([]);
});

test("every target of make in the docs is in the scaffolded Makefile", () => {
  const makefile = readPage("templates/project/Makefile").text;
  const known = [...makefile.matchAll(/^([a-z-]+):/gm)].map(([, target]) => target);
  const named = pages.flatMap(makeTargetsOf);
  expect(named).toContain("manifests");
  expect(named.filter((target) => !known.includes(target))).toEqual([]);
});

test("links in the docs lead somewhere", () => {
  const broken = pages.flatMap((page) => brokenLinks(page, pages).map((link) => `${page.path}: ${link}`));
  expect(broken).toEqual([]);
});

test("a broken link is found", () => {
  const page = {
    path: "docs/page.md",
    text: "# Title\n[a](#title) [b](#none) [c](none.md) [d](architecture.md#none) [e](glossary.md)\n",
  };
  expect(brokenLinks(page, [...pages, page])).toEqual(["#none", "none.md", "architecture.md#none"]);
});

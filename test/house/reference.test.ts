import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { tagRules } from "../../src/generate/crd/tag-rules.ts";
import { readSettings } from "../../src/runtime/settings/operator-settings.ts";
import { readBuiltInSchemas } from "../../src/k8s/built-in.ts";
import { renderCommandReference } from "./command-reference.ts";
import { renderConformanceReference } from "./conformance-reference.ts";
import { errorCodesOf } from "./error-codes.ts";
import { readPage } from "./pages.ts";
import { renderResourceReference } from "./resource-reference.ts";
import { refusalsOf } from "./refusals.ts";
import { readSourceFiles } from "./source-files.ts";
import { renderTagReference } from "./tag-reference.ts";
import { tagTexts } from "./tag-texts.ts";

test("the page about commands says what their help says", async () => {
  await expect(renderCommandReference()).toMatchFileSnapshot("../../docs/reference/commands.md");
});

test("the page about tags says what the generator's tables say, of every tag", async () => {
  expect(Object.keys(tagTexts).sort()).toEqual(Object.keys(tagRules).sort());
  await expect(await renderTagReference()).toMatchFileSnapshot("../../docs/reference/tags.md");
});

test("the page about what a kind says beside its type says what that type says", async () => {
  expect(renderResourceReference()).not.toMatch(/\|  \|( |$)/m);
  await expect(renderResourceReference()).toMatchFileSnapshot("../../docs/reference/resource.md");
});

test("the page about conformance has the figures of the records", async () => {
  const page = renderConformanceReference(readBuiltInSchemas().kubernetesVersion.replace("v", ""));
  await expect(page).toMatchFileSnapshot("../../docs/reference/conformance.md");
});

test("what the transcripts leave out is at most one request in a hundred", () => {
  const [, made = 0, alike = 0] =
    /(\d+) requests have been made[^]*? to (\d+) of them/.exec(
      readPage("docs/reference/conformance.md").text,
    ) ?? [];
  expect(Number(alike) / Number(made)).toBeGreaterThan(0.99);
});

test("the page about errors has every code of a user error or diagnostic, once, and no other", () => {
  const inSource = [...new Set(readSourceFiles("src").flatMap(errorCodesOf))].sort();
  const { text } = readPage("docs/reference/errors.md");
  const onPage = [...text.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, code]) => code);
  expect(onPage.sort()).toEqual(inSource);
});

test("the page about the sandbox names everything that it answers with 501", () => {
  const { text } = readPage("docs/reference/sandbox.md");
  const refusals = refusalsOf(readSourceFiles("src/sandbox"));
  expect(refusals.length).toBeGreaterThan(3);
  expect(refusals.filter((refusal) => !text.includes(refusal))).toEqual([]);
});

test("the page about the runtime lists the operator's flags, all of them and no other", () => {
  const { text } = readPage("docs/reference/runtime.md");
  const section = /^### Settings$([^]*?)^## /m.exec(text)?.[1] ?? "";
  expect(section.match(/--[a-z-]+(?=`)/g)?.sort()).toEqual(knownFlags().sort());
});

/** From the hint that an unknown flag gets. */
function knownFlags(): string[] {
  try {
    readSettings({}, { argv: ["--there-is-no-such-flag=1"], env: {}, inCluster: false });
  } catch (error) {
    if (error instanceof UserError) return error.hint?.match(/--[a-z-]+/g) ?? [];
  }
  return [];
}

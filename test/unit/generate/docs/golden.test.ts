import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readApiDocs } from "../../../../src/generate/docs/read-api-docs.ts";
import { renderHtml } from "../../../../src/generate/docs/render-html.ts";
import { renderMarkdown } from "../../../../src/generate/docs/render-markdown.ts";
import { generateCrds } from "../../../../src/generate/generate-crds.ts";

const folder = fileURLToPath(new URL("../../../golden/docs/", import.meta.url));

async function kinds() {
  const { crds, diagnostics } = await generateCrds({ files: [`${folder}input.ts`] });
  expect(diagnostics).toEqual([]);
  return readApiDocs(crds);
}

test("the Markdown pages of a kind", async () => {
  for (const { name, text } of renderMarkdown(await kinds(), "Caches"))
    await expect(text).toMatchFileSnapshot(`${folder}pages/${name}`);
});

test("the HTML page of a kind", async () => {
  await expect(renderHtml(await kinds(), "Caches & more")).toMatchFileSnapshot(`${folder}pages/index.html`);
});

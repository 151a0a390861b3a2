import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as prettier from "prettier";
import { expect, test } from "vitest";
import { importCrds } from "../../../../src/generate/import/import-crds.ts";
import { readCrds } from "../../../../src/generate/import/read-crds.ts";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import { returned } from "./round-trip.ts";

const golden = fileURLToPath(new URL("../../../golden/import/", import.meta.url));

test.each(readdirSync(golden).sort())("%s", async (name) => {
  const folder = `${golden}${name}/`;
  const { crds } = readCrds(readFileSync(`${folder}crd.yaml`, "utf8"), "crd.yaml");
  const files = await importCrds(crds, { builtIns: readBuiltInSchemas() });
  for (const { path, text } of files) {
    await expect(text).toMatchFileSnapshot(`${folder}out/${path}`);
    // as the projects that init makes format their sources
    expect(await prettier.format(text, { parser: "typescript", printWidth: 110 })).toBe(text);
  }
  if (!existsSync(`${folder}out`)) return; // the first run writes it
  const written = readdirSync(`${folder}out`, { recursive: true, encoding: "utf8" });
  expect(written.filter((path) => path.endsWith(".ts")).sort()).toEqual(files.map(({ path }) => path).sort());
  const { given, back } = await returned(crds, files);
  expect(back).toEqual(given);
});

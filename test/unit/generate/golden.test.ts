import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../../src/base/diagnostic.ts";
import { generateCrds } from "../../../src/generate/generate-crds.ts";
import { generateRole } from "../../../src/generate/generate-role.ts";
import { validateStructural } from "../../../src/kube/schema/structural.ts";
import { writeYaml } from "../../../src/kube/yaml.ts";

const golden = fileURLToPath(new URL("../../golden/", import.meta.url));

function casesIn(folder: string): string[] {
  return existsSync(golden + folder) ? readdirSync(golden + folder).sort() : [];
}

describe("CRDs", () => {
  test.each(casesIn("crd"))("%s", async (name) => {
    const folder = `${golden}crd/${name}/`;
    const { crds, diagnostics } = await generateCrds({ files: [`${folder}input.ts`] });
    expect(diagnostics.map(formatDiagnostic)).toEqual([]);
    for (const version of crds.flatMap((crd) => crd.spec.versions))
      expect(validateStructural(version.schema?.openAPIV3Schema ?? {})).toEqual([]);
    await expect(crds.map((crd) => `---\n${writeYaml(crd)}`).join("")).toMatchFileSnapshot(
      `${folder}crd.yaml`,
    );
  });
});

describe("mistakes", () => {
  test.each(casesIn("crd-errors"))("%s", async (name) => {
    const folder = `${golden}crd-errors/${name}/`;
    const { crds, diagnostics } = await generateCrds({ files: [`${folder}input.ts`] });
    expect(crds).toEqual([]);
    const text = diagnostics
      .map((diagnostic) => formatDiagnostic({ ...diagnostic, file: "input.ts" }))
      .join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot(`${folder}errors.txt`);
  });
});

describe("roles", () => {
  test.each(casesIn("rbac"))("%s", async (name) => {
    const folder = `${golden}rbac/${name}/`;
    const { role, diagnostics } = generateRole({ files: [`${folder}input.ts`], name: "manager-role" });
    expect(diagnostics.map(formatDiagnostic)).toEqual([]);
    await expect(writeYaml(role)).toMatchFileSnapshot(`${folder}role.yaml`);
  });
});

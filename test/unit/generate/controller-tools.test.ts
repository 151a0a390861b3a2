import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../../src/base/diagnostic.ts";
import { generateCrds, type GenerateOptions } from "../../../src/generate/generate-crds.ts";
import { generateRole } from "../../../src/generate/generate-role.ts";
import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import { parseYaml } from "../../../src/kube/yaml.ts";

const golden = fileURLToPath(new URL("../../golden/controller-tools/", import.meta.url));

/** Options of a case, from `options.json` in its folder. */
type CaseOptions = Omit<GenerateOptions, "files">;

describe("what controller-gen makes of the same types", () => {
  for (const name of readdirSync(golden).filter((entry) => existsSync(`${golden}${entry}/crd.yaml`))) {
    const folder = `${golden}${name}/`;
    const inputs = readdirSync(folder).filter((file) => /^input(\.\w+)?\.ts$/.test(file));
    test.each(inputs)(`${name}/%s`, async (input) => {
      const { crds, diagnostics } = await generateCrds({ files: [folder + input], ...optionsOf(folder) });
      expect(diagnostics.map(formatDiagnostic)).toEqual([]);
      const expected = parseYaml(readFileSync(`${folder}crd.yaml`, "utf8"));
      expect(crds.map(withoutAttribution)).toEqual(expected);
    });
  }
});

describe("what controller-gen makes of the same roles", () => {
  for (const name of readdirSync(golden).filter((entry) => existsSync(`${golden}${entry}/role.yaml`))) {
    test(name, () => {
      const { roles, diagnostics } = generateRole({
        files: [`${golden}${name}/input.ts`],
        name: "manager-role",
      });
      expect(diagnostics.map(formatDiagnostic)).toEqual([]);
      expect(roles).toEqual(parseYaml(readFileSync(`${golden}${name}/role.yaml`, "utf8")));
    });
  }
});

function optionsOf(folder: string): CaseOptions {
  const file = `${folder}options.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as CaseOptions) : {};
}

/** The definition without the annotation that says who wrote it. */
function withoutAttribution(crd: CustomResourceDefinition): CustomResourceDefinition {
  const { "kubewright.dev/generator-version": _version, ...annotations } = crd.metadata?.annotations ?? {};
  const { annotations: _all, ...metadata } = crd.metadata ?? {};
  return {
    ...crd,
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
  };
}

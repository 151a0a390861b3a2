import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../../src/base/diagnostic.ts";
import { generateCrds, type GenerateOptions } from "../../../src/generate/generate-crds.ts";
import { generateRole } from "../../../src/generate/generate-role.ts";
import { patchCrds } from "../../../src/generate/patch-crds.ts";
import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import { RuleValidator } from "../../../src/kube/schema/cel/validate-rules.ts";
import { validateValue } from "../../../src/kube/schema/validate.ts";
import { parseYaml } from "../../../src/kube/yaml.ts";
import { objectOf, readSamples, type Sample } from "./samples.ts";

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

test("several files at once", async () => {
  const names = ["cronjobs", "jobs"];
  const files = names.map((name) => `${golden}${name}/input.ts`);
  const { crds } = await generateCrds({ files, allowFloats: true });
  const expected = names.flatMap((name) => parseYaml(readFileSync(`${golden}${name}/crd.yaml`, "utf8")));
  expect(crds.map(withoutAttribution)).toEqual(expected);
});

describe("what controller-gen refuses", () => {
  const refused = readdirSync(golden).filter((entry) => existsSync(`${golden}${entry}/errors.txt`));
  test.each(refused)("%s", async (name) => {
    const folder = `${golden}${name}/`;
    const { crds, diagnostics } = await generateCrds({ files: [`${folder}input.ts`], ...optionsOf(folder) });
    expect(crds).toEqual([]);
    const lines = diagnostics.map((diagnostic) => formatDiagnostic({ ...diagnostic, file: "input.ts" }));
    expect(`${lines.join("\n")}\n`).toBe(readFileSync(`${folder}errors.txt`, "utf8"));
  });
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

describe("what controller-gen's schemapatch makes of definitions that are kept by hand", () => {
  const folder = `${golden}schemapatch/`;
  const read = (name: string) => ({ file: name, text: readFileSync(folder + name, "utf8") });
  const sources = async () => (await generateCrds({ files: [`${folder}input.ts`] })).crds;

  test.each(readdirSync(`${folder}expected`))("%s has new schemas, and nothing else is new", async (name) => {
    const patched = patchCrds(read(`manifests/${name}`), await sources());
    expect(patched?.notes).toEqual([]);
    expect(parseYaml(patched?.text ?? "")).toEqual(parseYaml(read(`expected/${name}`).text));
    expect(patched?.text).toContain("# by hand");
  });

  test("what is no definition is left alone", async () => {
    for (const name of ["example-object.yaml", "random.yaml"])
      expect(patchCrds(read(`manifests/${name}`), await sources())).toBeUndefined();
  });

  test("a definition of an API version that servers no longer take is refused", async () => {
    const crds = await sources();
    expect(() => patchCrds(read("refused/example-crd.yaml"), crds)).toThrow(
      'its apiVersion is "apiextensions.k8s.io/v1beta1"',
    );
  });
});

describe("objects that controller-gen's definitions take and refuse", () => {
  for (const name of readdirSync(golden).filter((entry) => existsSync(`${golden}${entry}/samples.yaml`))) {
    const folder = golden + name;
    const [crd] = parseYaml(readFileSync(`${folder}/crd.yaml`, "utf8")) as CustomResourceDefinition[];
    if (!crd) throw new Error(`${folder}/crd.yaml is empty`);
    const { spec } = crd;
    const schema = spec.versions.find(({ storage }) => storage)?.schema?.openAPIV3Schema ?? {};
    const errorsOf = ({ spec: written, old }: Sample) => {
      const object = objectOf(crd, "sample", written);
      const replaced = old === undefined ? undefined : objectOf(crd, "sample", old);
      const errors = validateValue(schema, object);
      const options = replaced ? { old: replaced } : {};
      return errors.length > 0 ? errors : new RuleValidator().validate(schema, object, options);
    };
    test.each(readSamples(folder))(`${name}: $name`, (sample) => {
      const errors = errorsOf(sample);
      if (sample.field === undefined) return expect(errors).toEqual([]);
      const at = errors.filter(({ field }) => field === sample.field).map(({ message }) => message);
      expect(at.join("\n")).toContain(sample.message);
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

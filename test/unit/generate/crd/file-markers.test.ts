import { expect, test } from "vitest";
import { generate } from "../from-text.ts";

const kind = (name: string) => `import { resource, type CustomResource } from "kubewright";
import type { Part } from "./part.ts";
interface Spec { a: string; b?: string;
/** +required */
c?: string; part: Part }
export const ${name} = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "${name}" });`;
const part = "export interface Part { x: string;\n/** @optional */ y: string }";

async function requiredWith(head: string, partHead = "") {
  const { crds, errors } = await generate({
    "input.ts": `${head}\n${kind("Thing")}`,
    "part.ts": `${partHead}\n${part}`,
  });
  expect(errors).toEqual([]);
  const spec = crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec;
  return [spec?.required, spec?.properties?.part?.required];
}

test("whether fields of a file must be there, where they do not say it themselves", async () => {
  expect(await requiredWith("")).toEqual([["a", "c", "part"], ["x"]]);
  expect(await requiredWith("// +kubebuilder:validation:Optional")).toEqual([["c"], ["x"]]);
  expect(await requiredWith("// +kubebuilder:validation:Required")).toEqual([["a", "b", "c", "part"], ["x"]]);
  expect(await requiredWith("", "// +kubebuilder:validation:Optional\n")).toEqual([
    ["a", "c", "part"],
    undefined,
  ]);
});

test("a file whose kinds are left out", async () => {
  const { crds, errors } = await generate({
    "skipped.ts": `// +kubebuilder:skip\n${kind("Internal")}`,
    "part.ts": part,
    "input.ts": kind("Thing"),
  });
  expect(errors).toEqual([]);
  expect(crds.map(({ spec }) => spec.names.kind)).toEqual(["Thing"]);
});

test("group and version of a package must be those of its kinds", async () => {
  const head = "// +groupName=example.com\n// +versionName=v2\n";
  const { errors } = await generate({ "input.ts": `${head}${kind("Thing")}`, "part.ts": part });
  expect(errors).toEqual([
    'input.ts:2:4: error: "+versionName" says "v2", resource({...}) says "v1"\n  hint: Say it once.',
  ]);
});

test("a comment right before a first declaration is about that", async () => {
  const text = `// +kubebuilder:validation:MinProperties=1
interface Spec { a?: string }
export const Thing = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "Thing" });
import { resource, type CustomResource } from "kubewright";`;
  const { crds, errors } = await generate({ "input.ts": text });
  expect(errors).toEqual([]);
  expect(crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec?.minProperties).toBe(1);
});

test("right before a declaration that is not the file's first, or on it, they are misplaced", async () => {
  const { errors } = await generate({
    "part.ts": `// +groupName=example.com\n${part}`,
    "input.ts": kind("Thing"),
  });
  expect(errors).toEqual([
    'part.ts:1:4: error: "+groupName" cannot stand here: it is about a file: write it above the file\'s first statement',
  ]);
});

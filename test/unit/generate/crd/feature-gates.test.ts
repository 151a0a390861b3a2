import { describe, expect, test } from "vitest";
import { generate, specOf, errorsOf } from "../from-text.ts";

async function fieldsWith(featureGates: string[], members: string, declarations = "") {
  const text = `import { resource, type CustomResource, type Int32 } from "kubewright";
interface Spec { ${members} }
${declarations}
export const Thing = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "Thing" });`;
  const { crds, errors } = await generate({ "input.ts": text }, { featureGates });
  const spec = crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec;
  return { fields: Object.keys(spec?.properties ?? {}), required: spec?.required ?? [], errors };
}

const members = `
a: string;
/** @featureGate Alpha */ b: string;
/** @featureGate Alpha|Beta */ c?: string;
/** @featureGate Alpha & Beta */ d: string;
/** +kubebuilder:featuregate=(Alpha&Beta)|Gamma */ e?: string;`;

describe("what is behind a feature gate", () => {
  test.each([
    [[], ["a"]],
    [["Alpha"], ["a", "b", "c"]],
    [["Beta"], ["a", "c"]],
    [["Gamma"], ["a", "e"]],
    [
      ["Alpha", "Beta"],
      ["a", "b", "c", "d", "e"],
    ],
  ])("%j", async (gates, fields) => {
    const found = await fieldsWith(gates, members);
    expect(found.errors).toEqual([]);
    expect(found.fields).toEqual(fields);
    expect(found.required).toEqual(fields.filter((name) => ["a", "b", "d"].includes(name)));
  });

  test("fields of lists, maps and unions, by their own comment or by that of their type", async () => {
    const nested = `list?: Inner[]; map?: Record<string, Inner>; either: { x: Inner } | { y: string };
/** @immutable */ typed?: Gated;`;
    const declarations = `interface Inner { i?: string;
/** @featureGate New */ n?: string }
      /** @featureGate New */ interface Gated { g?: string }`;
    const off = await fieldsWith([], nested, declarations);
    expect(off.fields).toEqual(["either", "list", "map"]);
    const on = await fieldsWith(["New"], nested, declarations);
    expect(on.fields).toEqual(["either", "list", "map", "typed"]);
    const spec = await specOf(nested, declarations);
    expect(JSON.stringify(spec)).not.toContain('"n"');
    expect(spec["x-kubernetes-validations"]).toBeUndefined();
  });

  test("a kind as a whole", async () => {
    const version = (name: string, comment: string) =>
      `/** ${comment} */\nexport const Thing${name} = resource<CustomResource<{ a?: string }>>({ group: "example.com", version: "${name}", kind: "Thing", storage: ${name === "v1"} });`;
    const text = `import { resource, type CustomResource } from "kubewright";\n${version("v1", "One.")}\n${version("v2", "Two. @featureGate V2")}`;
    const names = async (featureGates: string[]) =>
      (await generate({ "input.ts": text }, { featureGates })).crds[0]?.spec.versions.map(({ name }) => name);
    expect(await names([])).toEqual(["v1"]);
    expect(await names(["V2"])).toEqual(["v1", "v2"]);
  });

  test("what is left out is looked at all the same", async () => {
    const found = await fieldsWith([], "\n/** @featureGate New @minimun 1 */ a?: Int32;");
    expect(found.errors).toEqual([
      'input.ts:3:22: error: unknown tag "@minimun"\n  hint: Did you mean "@minimum"?',
    ]);
  });

  test("a gate that nothing is behind", async () => {
    const found = await fieldsWith(["Alpah"], members);
    expect(found.errors).toEqual([
      'error: nothing is behind the feature gate "Alpah"\n  hint: Gates in the sources: Alpha, Beta, Gamma.',
    ]);
  });

  test.each([
    ["@featureGate", 'expected names of feature gates joined by & and |, found ""'],
    ["@featureGate a b", 'expected names of feature gates joined by & and |, found "a b"'],
    ["@featureGate (a", 'expected names of feature gates joined by & and |, found "(a"'],
    ["@featureGate a|", 'expected names of feature gates joined by & and |, found "a|"'],
    ["@featureGate !a", 'expected names of feature gates joined by & and |, found "!a"'],
  ])("%s is refused", async (comment, message) => {
    const errors = await errorsOf(`/** ${comment} */\np: string;`);
    expect(errors).toEqual([`2:5: error: wrong argument of "@featureGate": ${message}`]);
  });

  test("on the items of a list it is misplaced", async () => {
    expect(await errorsOf("p: Item[];", "/** @featureGate New */\ntype Item = string;")).toEqual([
      '4:5: error: "@featureGate" cannot stand here: only a property or a kind can be behind a feature gate',
    ]);
  });
});

test("a column of a property that is behind a gate that is off says so", async () => {
  const text = `import { resource, type CustomResource } from "kubewright";
interface Spec { list?: string; inner?: {
/** @featureGate Alpha */ b?: string; c?: string } }
export const Thing = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "Thing",
printerColumns: [{ name: "B", type: "string", jsonPath: ".spec.inner.b" }] });`;
  const { errors } = await generate({ "input.ts": text });
  expect(errors).toEqual([
    `input.ts:5:47: error: ".spec.inner.b" leads nowhere: there is no "b"\n  hint: It is behind the feature gate "Alpha", which is off.`,
  ]);
  expect((await generate({ "input.ts": text }, { featureGates: ["Alpha"] })).errors).toEqual([]);
});

import { expect, test } from "vitest";
import { generate } from "../from-text.ts";

/** A kind whose field has so long a description. */
const files = (length: number) => ({
  "input.ts": `import { resource, type CustomResource } from "kubewright";
interface Spec {
  /** ${"many words ".repeat(length / 11)} */
  size?: string;
}
export const Thing = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "Thing" });
`,
});

test("a definition that a client-side apply cannot note is a warning at its kind", async () => {
  expect((await generate(files(200_000))).errors).toEqual([]);
  const { crds, errors } = await generate(files(270_000));
  expect(crds).toHaveLength(1);
  expect(errors).toEqual([
    expect.stringMatching(
      /^input\.ts:6:14: warning.*things\.example\.com cannot be applied by kubectl without --server-side: noting it takes 27\d,\d{3} bytes of annotations, of at most 262,144\n.*--max-crd-size 262144/s,
    ),
  ]);
});

test("--max-crd-size leaves descriptions out and says which", async () => {
  const { crds, errors } = await generate(files(270_000), { maxCrdSize: 262_144 });
  expect(errors).toEqual([
    expect.stringMatching(
      /warning.*1 of 3 descriptions of things\.example\.com were left out to keep to 262,144 bytes: the deepest, from fields 2 levels below the object/,
    ),
  ]);
  expect(JSON.stringify(crds)).not.toContain("many words");
});

test("a definition that is too large without any description, and one that etcd refuses, are errors", async () => {
  const { crds, errors } = await generate(files(100), { maxCrdSize: 100 });
  expect(crds).toEqual([]);
  expect(errors).toEqual([
    expect.stringContaining("bytes without any description, which is more than the 100 of --max-crd-size"),
  ]);
  const huge = await generate(files(1_600_000));
  expect(huge.crds).toEqual([]);
  expect(huge.errors).toEqual([expect.stringContaining("etcd refuses requests of more than 1,572,864")]);
});

test('@description "" leaves one description out', async () => {
  const { crds, errors } = await generate({
    "input.ts": `import { resource, type CustomResource } from "kubewright";
interface Spec {
  /**
   * Only for those who read the source.
   * @description ""
   */
  size?: string;
}
export const Thing = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "Thing" });
`,
  });
  expect(errors).toEqual([]);
  expect(JSON.stringify(crds)).not.toContain("Only for those");
});

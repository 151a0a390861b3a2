import { expect, test } from "vitest";
import { generate } from "../from-text.ts";

const text = `import { resource, type CustomResource, type ObjectMeta } from "kubewright";
import type { PodTemplateSpec } from "kubewright/k8s/core/v1";
interface Spec {
/** Of the Pods. */
meta?: ObjectMeta; all?: ObjectMeta[]; template?: PodTemplateSpec }
export const Thing = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "Thing" });`;

test("metadata below the root has what a template needs, or is any object", async () => {
  const specWith = async (embeddedMetadata?: boolean) => {
    const options = embeddedMetadata === undefined ? {} : { embeddedMetadata };
    const { crds, errors } = await generate({ "input.ts": text }, options);
    expect(errors).toEqual([]);
    return crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec?.properties;
  };
  const names = ["annotations", "finalizers", "labels", "name", "namespace"];
  const full = await specWith();
  expect(Object.keys(full?.meta?.properties ?? {}).sort()).toEqual(names);
  expect(Object.keys(full?.template?.properties?.metadata?.properties ?? {}).sort()).toEqual(names);
  const plain = await specWith(false);
  expect(plain?.meta).toEqual({ description: "Of the Pods.", type: "object" });
  expect(plain?.all).toEqual({ type: "array", items: { type: "object" } });
  expect(plain?.template?.properties?.metadata).toEqual({ type: "object" });
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import { parseYaml } from "../../../src/kube/yaml.ts";
import { readSamples } from "./samples.ts";

const tests = fileURLToPath(new URL("../../", import.meta.url));
const golden = `${tests}golden/controller-tools/`;

/** Where a case of upstream is here: a folder, a sample in one, a test; or why there is none. */
type Place =
  | string
  | { readonly folder: string; readonly sample: string }
  | { readonly test: string; readonly title: string }
  | { readonly impossible: string };

interface Index {
  readonly counts: { readonly cases: number; readonly here: number; readonly impossible: number };
  readonly sources: readonly { readonly from: string; readonly cases: Readonly<Record<string, Place>> }[];
}

const [index] = parseYaml(readFileSync(`${golden}index.yaml`, "utf8")) as [Index];
const places = index.sources.flatMap(({ cases }) => Object.values(cases));

/** What is wrong with a place; undefined when the case is there. */
function problemWith(place: Place): string | undefined {
  if (typeof place === "string")
    return readdirSync(golden + place).length > 0 ? undefined : `${place} is empty`;
  if ("impossible" in place) return place.impossible === "" ? "no reason" : undefined;
  if ("sample" in place) {
    const samples = readSamples(golden + place.folder);
    return samples.some(({ name }) => name === place.sample) ? undefined : `no sample ${place.sample}`;
  }
  const text = readFileSync(tests + place.test, "utf8").replaceAll('\\"', '"');
  return text.includes(place.title) ? undefined : `${place.test} has no ${place.title}`;
}

describe.each(index.sources)("$from", ({ cases }) => {
  test("every case is where the index says", () => {
    const problems = Object.entries(cases).map(([name, place]) => [name, problemWith(place)]);
    expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([]);
  });
});

test("the counts are those of the cases", () => {
  const impossible = places.filter((place) => typeof place === "object" && "impossible" in place).length;
  expect(index.counts).toEqual({
    cases: places.length,
    here: places.length - impossible,
    impossible,
  });
});

test("every property of the largest golden is a case, and every folder is named", () => {
  const [crd] = parseYaml(readFileSync(`${golden}cronjobs/crd.yaml`, "utf8")) as [CustomResourceDefinition];
  const properties = crd.spec.versions[0]?.schema?.openAPIV3Schema?.properties ?? {};
  const names = (["spec", "status"] as const).flatMap((part) =>
    Object.keys(properties[part]?.properties ?? {}).map((name) => `${part}.${name}`),
  );
  const listed = Object.keys(index.sources[0]?.cases ?? {});
  expect(listed.filter((name) => name !== "spec.jobTemplate").sort()).toEqual(names.sort());
  const folders = readdirSync(golden).filter((name) => existsSync(`${golden}${name}/input.ts`));
  const named = places.map((place) =>
    typeof place === "string" ? place : "folder" in place ? place.folder : "",
  );
  expect(folders.filter((name) => !named.includes(name))).toEqual([]);
});

import { expect, test } from "vitest";
import { readCrds } from "../../../../src/generate/import/read-crds.ts";
import { writeYaml } from "../../../../src/kube/yaml.ts";
import { crdOf } from "./round-trip.ts";

const crd = crdOf({ type: "object" });
const namesOf = (text: string) => readCrds(text, "x").crds.map(({ spec }) => spec.names.plural);
const other = { apiVersion: "v1", kind: "Service", metadata: { name: "web" } };

function renamed(plural: string) {
  const copy = crdOf({ type: "object" });
  copy.spec.names.plural = plural;
  return copy;
}

test("documents of YAML, JSON indented by tabs, lists, and lists in lists are read", () => {
  const documents = `# a comment\n---\n${writeYaml(crd)}---\n---\n${writeYaml(renamed("others"))}`;
  expect(namesOf(documents)).toEqual(["things", "others"]);
  expect(namesOf(JSON.stringify(crd, undefined, "\t"))).toEqual(["things"]);
  const list = { apiVersion: "v1", kind: "List", items: [crd, { kind: "List", items: [renamed("others")] }] };
  expect(namesOf(JSON.stringify(list))).toEqual(["things", "others"]);
  expect(namesOf(JSON.stringify([crd]))).toEqual(["things"]);
});

test("documents of other kinds are named", () => {
  const text = [crd, other, { a: 1 }].map((document) => `---\n${writeYaml(document)}`).join("");
  expect(readCrds(text, "x").others).toEqual(['Service "web"', "a document without a kind"]);
});

test("a definition of v1beta1 is refused with what to do", () => {
  const old = writeYaml({ ...crd, apiVersion: "apiextensions.k8s.io/v1beta1" });
  expect(() => readCrds(old, "old.yaml")).toThrow(
    'old.yaml: cannot import "things.example.com": it is a CustomResourceDefinition of apiextensions.k8s.io/v1beta1, expected apiextensions.k8s.io/v1',
  );
});

test.each([
  ["no spec", { spec: undefined }, "it has no spec"],
  ["a group that is none", { spec: { ...crd.spec, group: "../x" } }, "spec.group is missing or no DNS name"],
  [
    "no plural",
    { spec: { ...crd.spec, names: { kind: "Thing" } } },
    "spec.names.plural is missing or no DNS name",
  ],
  [
    "a kind that is no name",
    { spec: { ...crd.spec, names: { ...crd.spec.names, kind: "A B" } } },
    "spec.names.kind is missing or no name",
  ],
  ["no versions", { spec: { ...crd.spec, versions: [] } }, "spec.versions is empty"],
  [
    "a version that leads out of the folder",
    { spec: { ...crd.spec, versions: [{ ...crd.spec.versions[0], name: "../../v1" }] } },
    "the name of a version is missing or no DNS label",
  ],
  [
    "a version without a schema",
    { spec: { ...crd.spec, versions: [{ name: "v1", served: true, storage: true }] } },
    'version "v1" has no schema.openAPIV3Schema',
  ],
])("%s is refused", (_, change, problem) => {
  expect(() => readCrds(JSON.stringify({ ...crd, ...change }), "x")).toThrow(
    `x: cannot import CustomResourceDefinition "things.example.com": ${problem}`,
  );
});

test("YAML that cannot be read is refused with its place", () => {
  expect(() => readCrds("kind: [a\n", "chart.yaml")).toThrow(/^chart\.yaml:\d+:\d+: cannot read YAML/);
});

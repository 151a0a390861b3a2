import { expect, test } from "vitest";
import { versionDefinition } from "../../../../src/generate/import/write-definition.ts";
import type { CrdVersion, CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { crdOf } from "./round-trip.ts";

const plain = { group: "example.com", version: "v1", kind: "Thing" };

/** What is written for the first version of a definition, after a change of it. */
function definitionOf(change: (crd: CustomResourceDefinition, version: CrdVersion) => void) {
  const crd = crdOf({ type: "object", properties: { size: { type: "integer" } } });
  const [version] = crd.spec.versions;
  if (!version) throw new Error("no version");
  change(crd, version);
  return versionDefinition(crd, version, { floats: false });
}

test("what is as it would be by itself is not written", () => {
  expect(definitionOf(() => {})).toEqual(plain);
});

test("names that follow from the kind are not written, others are", () => {
  expect(
    definitionOf(({ spec }) => {
      spec.names = {
        ...spec.names,
        plural: "thingies",
        singular: "one",
        shortNames: ["th"],
        categories: ["all"],
      };
    }),
  ).toEqual({ ...plain, plural: "thingies", singular: "one", shortNames: ["th"], categories: ["all"] });
});

test("scope, labels and annotations are passed on, but for the generator's own annotation", () => {
  const own = { "kubewright.dev/generator-version": "v1" };
  expect(
    definitionOf((crd) => {
      crd.spec.scope = "Cluster";
      crd.metadata = { ...crd.metadata, labels: { team: "a" }, annotations: { ...own, note: "b" } };
    }),
  ).toEqual({ ...plain, scope: "Cluster", labels: { team: "a" }, annotations: { note: "b" } });
});

test("a status subresource follows from a status; where it does not, it is written", () => {
  expect(definitionOf((_, version) => void (version.subresources = { status: {} }))).toEqual({
    ...plain,
    subresources: { status: true },
  });
  const withStatus = (version: CrdVersion) => {
    const properties = version.schema?.openAPIV3Schema?.properties ?? {};
    properties.status = { type: "object", properties: { replicas: { type: "integer" } } };
  };
  expect(
    definitionOf((_, version) => {
      withStatus(version);
      version.subresources = { status: {} };
    }),
  ).toEqual(plain);
  expect(definitionOf((_, version) => withStatus(version))).toEqual({
    ...plain,
    subresources: { status: false },
  });
  expect(
    definitionOf((_, version) => {
      withStatus(version);
      version.subresources = {};
    }),
  ).toEqual({ ...plain, subresources: { status: false }, overrides: { version: { subresources: {} } } });
});

test("a scale subresource is passed on, as an override where a path leads nowhere", () => {
  const scale = { specReplicasPath: ".spec.size", statusReplicasPath: ".spec.size" };
  expect(definitionOf((_, version) => void (version.subresources = { scale }))).toEqual({
    ...plain,
    subresources: { scale },
  });
  const lost = { ...scale, labelSelectorPath: ".status.selector" };
  expect(definitionOf((_, version) => void (version.subresources = { scale: lost }))).toEqual({
    ...plain,
    overrides: { version: { subresources: { scale: lost } } },
  });
});

test("a deprecation is true, or its warning; a warning without it is an override", () => {
  expect(definitionOf((_, version) => void (version.deprecated = true))).toEqual({
    ...plain,
    deprecated: true,
  });
  expect(
    definitionOf((_, version) => {
      version.deprecated = true;
      version.deprecationWarning = "use v2";
    }),
  ).toEqual({ ...plain, deprecated: "use v2" });
  expect(definitionOf((_, version) => void (version.deprecationWarning = "use v2"))).toEqual({
    ...plain,
    overrides: { version: { deprecationWarning: "use v2" } },
  });
});

test("of several versions the stored one is named, and says what is the kind's", () => {
  const crd = crdOf({ type: "object" });
  crd.spec.names.shortNames = ["th"];
  crd.spec.names.plural = "thingies";
  const [v2] = crd.spec.versions;
  if (!v2) throw new Error("no version");
  v2.name = "v2";
  const v1 = { ...v2, name: "v1", storage: false, served: false };
  crd.spec.versions.push(v1);
  const common = { group: "example.com", kind: "Thing", plural: "thingies" };
  expect(versionDefinition(crd, v2, { floats: true })).toEqual({
    ...common,
    version: "v2",
    shortNames: ["th"],
    versionOrder: ["v2", "v1"],
    storage: true,
    allowFloats: true,
  });
  expect(versionDefinition(crd, v1, { floats: false })).toEqual({ ...common, version: "v1", served: false });
});

test("root fields that the schema does not name are told", () => {
  expect(
    definitionOf((_, version) => {
      const properties = version.schema?.openAPIV3Schema?.properties ?? {};
      Reflect.deleteProperty(properties, "metadata");
    }),
  ).toEqual({ ...plain, rootFields: ["apiVersion", "kind"] });
});

test("parts that have no word are overrides of the spec", () => {
  expect(
    definitionOf(({ spec }) => {
      spec.preserveUnknownFields = false;
      spec.names.listKind = "Things";
      spec.conversion = { strategy: "None" };
    }),
  ).toEqual({
    ...plain,
    conversion: { strategy: "None" },
    overrides: { spec: { names: { listKind: "Things" }, preserveUnknownFields: false } },
  });
});

import { expect, test } from "vitest";
import { diffCrds as diff } from "../../../../src/generate/diff/diff-crds.ts";
import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { validateDefinition } from "../../../../src/sandbox/registry/custom/validate-definition.ts";
import {
  addVersion,
  conversion,
  definitionChanges,
  edited,
  other,
  spec,
} from "../../../helpers/definition-changes.ts";
import { crdOf } from "../../../helpers/definition.ts";

const diffCrds = (old: CustomResourceDefinition[], now: CustomResourceDefinition[]) =>
  diff(old, now, { validate: validateDefinition });

test.each(definitionChanges)("$name: $change.rule is $change.class", ({ old, now, change, reason }) => {
  const changes = diffCrds([edited(old)], [edited(now)]);
  const found = changes.find(({ rule }) => rule === change.rule);
  expect(found, JSON.stringify(changes)).toMatchObject({
    ...change,
    reason: expect.stringContaining(reason),
  });
});

test("a definition that comes or goes, and one that goes under another name", () => {
  const gadgets = { ...edited(), metadata: { name: "gadgets.example.com" } };
  gadgets.spec = { ...gadgets.spec, names: { ...gadgets.spec.names, plural: "gadgets" } };
  expect(diffCrds([], [edited()])).toMatchObject([{ rule: "crd-added", class: "compatible" }]);
  expect(diffCrds([edited()], [])).toMatchObject([{ rule: "crd-removed", class: "breaking", path: "" }]);
  expect(diffCrds([edited()], [gadgets])).toMatchObject([
    { crd: "gadgets.example.com", rule: "crd-added" },
    { crd: "widgets.example.com", rule: "plural-changed", class: "breaking" },
  ]);
  const elsewhere = { ...edited(), metadata: { name: "widgets.example.org" } };
  elsewhere.spec = { ...elsewhere.spec, group: "example.org" };
  expect(diffCrds([edited()], [elsewhere])).toMatchObject([
    { rule: "group-changed", class: "breaking", before: "example.com", after: "example.org" },
    { rule: "crd-added" },
  ]);
});

test("what the server fills in is no change, nor what tools note for themselves", () => {
  const stored = edited([
    conversion("None"),
    (crd) =>
      void (crd.metadata!.annotations = {
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
        "kubewright.dev/generator-version": "v1",
      }),
    (crd) => void (crd.status = { storedVersions: ["v1"] }),
  ]);
  const file = edited([(crd) => void (crd.spec.names = { plural: "widgets", kind: "Widget" })]);
  expect(diffCrds([stored], [file])).toEqual([]);
  expect(diffCrds([file], [stored])).toEqual([]);
});

test("a constraint on the object as a whole is broken by every write of an object that does not keep it", () => {
  const ruled = edited();
  ruled.spec.versions[0]!.schema!.openAPIV3Schema!["x-kubernetes-validations"] = [
    { rule: "self.metadata.name.size() < 10" },
  ];
  expect(diffCrds([edited()], [ruled])).toMatchObject([
    {
      rule: "validation-added",
      class: "breaking",
      path: "",
      reason: expect.stringContaining("even elsewhere"),
    },
  ]);
});

test("a property that comes as another goes is named, and what was lost between versions before is no change", () => {
  const renamed = crdOf({
    type: "object",
    properties: { ...spec.properties, amount: spec.properties!.size! },
  });
  delete renamed.spec.versions[0]!.schema!.openAPIV3Schema!.properties!.spec!.properties!.size;
  expect(diffCrds([edited()], [renamed])).toContainEqual(
    expect.objectContaining({
      path: "spec.size",
      reason: expect.stringContaining('"amount" has the same schema'),
    }),
  );
  const two = edited([addVersion("v2", {}, other)]);
  expect(diffCrds([two], [two])).toEqual([]);
});

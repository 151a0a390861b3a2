import { describe, expect, test } from "vitest";
import type { CrdVersion } from "../../../../../src/kube/crd.ts";
import { validateVersions } from "../../../../../src/sandbox/registry/custom/validate-versions.ts";

type Parts = Partial<CrdVersion>;

const schemaOf = (field: string): Parts => ({
  schema: { openAPIV3Schema: { type: "object", properties: { [field]: {} } } },
});
const bad = schemaOf("a");
const good: Parts = { schema: { openAPIV3Schema: { type: "object" } } };
const columns: Parts = {
  additionalPrinterColumns: [{ name: "", type: "date", format: "odd", jsonPath: "a" }],
};
const scale: Parts = {
  subresources: {
    scale: { specReplicasPath: ".a", statusReplicasPath: "", labelSelectorPath: ".metadata.x" },
  },
};

const version = (name: string, parts: Parts): CrdVersion => ({
  name,
  served: true,
  storage: name === "v1",
  ...parts,
});
const check = (...parts: Parts[]) =>
  validateVersions(parts.map((part, index) => version(`v${index + 1}`, part)));
const fields = (...parts: Parts[]) => {
  const { own, shared } = check(...parts);
  return [...own, ...shared].map(({ field }) => field);
};

describe("places of errors, as a real server names them", () => {
  test("the schema of the only version is spec.validation, and so is one that all versions have", () => {
    const place = "spec.validation.openAPIV3Schema.properties[a].type";
    expect(fields(bad)).toEqual([place]);
    expect(fields(bad, bad)).toEqual([place]);
  });

  test("schemas that differ are told at their versions, the good one not at all", () => {
    const place = (index: number, field: string) =>
      `spec.versions[${index}].schema.openAPIV3Schema.properties[${field}].type`;
    expect(fields(bad, schemaOf("b"))).toEqual([place(0, "a"), place(1, "b")]);
    expect(fields(good, bad)).toEqual([place(1, "a")]);
  });

  test("a missing schema is always told at its version", () => {
    const place = (index: number) => `spec.versions[${index}].schema.openAPIV3Schema`;
    expect(fields({})).toEqual([place(0)]);
    expect(fields({ schema: {} }, { schema: {} })).toEqual([place(0), place(1)]);
    expect(fields(good, {})).toEqual([place(1)]);
    expect(check({}).own).toMatchObject([{ type: "FieldValueRequired", message: "Required value" }]);
  });

  test("columns and subresources are shared each for themselves", () => {
    const column = "additionalPrinterColumns[0]";
    expect(fields({ ...good, ...columns })).toEqual(
      ["name", "format", "JSONPath"].map((field) => `spec.${column}.${field}`),
    );
    expect(fields({ ...good, ...columns }, good)).toEqual(
      ["name", "format", "JSONPath"].map((field) => `spec.versions[0].${column}.${field}`),
    );
    const paths = ["specReplicasPath", "statusReplicasPath", "labelSelectorPath"];
    expect(fields({ ...good, ...scale })).toEqual(paths.map((path) => `spec.subresources.scale.${path}`));
    expect(fields({ ...schemaOf("b"), ...scale }, { ...good, ...scale })).toEqual([
      "spec.versions[0].schema.openAPIV3Schema.properties[b].type",
      ...paths.map((path) => `spec.subresources.scale.${path}`),
    ]);
    expect(fields(good, { ...good, ...scale })).toContain(
      "spec.versions[1].subresources.scale.specReplicasPath",
    );
  });
});

test("what a column and a scale subresource may be is said", () => {
  const messages = (parts: Parts) => check({ ...good, ...parts }).shared.map(({ message }) => message);
  expect(messages(columns)).toEqual([
    "Required value",
    'Invalid value: "odd": must be one of byte,date,date-time,double,float,int32,int64,password',
    'Invalid value: "a": must be a simple json path starting with .',
  ]);
  const untyped = { name: "x", type: "" as "string", jsonPath: ".a[" };
  expect(messages({ additionalPrinterColumns: [untyped] })).toEqual([
    "Required value: must be one of boolean,date,integer,number,string",
  ]);
  expect(messages(scale)).toEqual([
    'Invalid value: ".a": should be a json path under .spec',
    "Required value",
    'Invalid value: ".metadata.x": should be a json path under either .spec or .status',
  ]);
});

test("names of versions are unique and one is stored; the versions are shown in the server's internal form", () => {
  const shown = (storage: boolean) =>
    `{"Name":"v1","Served":true,"Storage":${storage},"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}`;
  const twice = validateVersions([version("v1", good), version("v1", good)]);
  const both = `[${shown(true)},${shown(true)}]`;
  expect(twice.own.map(({ field, message }) => [field, message])).toEqual([
    ["spec.versions", `Invalid value: ${both}: must contain unique version names`],
    ["spec.versions", `Invalid value: ${both}: must have exactly one version marked as storage version`],
  ]);
  expect(
    validateVersions([version("v1", { ...good, storage: false })]).own.map(({ message }) => message),
  ).toEqual([`Invalid value: [${shown(false)}]: must have exactly one version marked as storage version`]);
  expect(validateVersions([]).own.map(({ message }) => message)).toEqual([
    "Invalid value: []: must have exactly one version marked as storage version",
  ]);
});

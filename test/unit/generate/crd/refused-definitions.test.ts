import { describe, expect, test } from "vitest";
import { generate } from "../from-text.ts";

interface Parts {
  readonly group?: string;
  readonly kind?: string;
  /** The rest of the definition; it begins in line 5. */
  readonly more?: string;
}

async function said({ group = "example.com", kind = "Thing", more = "" }: Parts): Promise<string[]> {
  const { errors } = await generate({
    "input.ts": `import { resource, type CustomResource } from "kubewright";
export const Thing = resource<CustomResource<{ a?: string }>>({
group: "${group}", version: "v1",
kind: "${kind}",
${more}
});`,
  });
  return errors;
}

const column = (parts: string) => `printerColumns: [{ jsonPath: ".spec.a", type: "string", ${parts} }]`;

describe("what the API server refuses of a definition", () => {
  test.each([
    ['labels: { "a b": "c" }', '5:11: error: labels: the key "a b" is not valid: name part must consist of'],
    ['labels: { ok: "not ok!" }', '5:11: error: labels: "not ok!" is no value of a label: a valid label'],
    ["labels: { ok: 1 }", "5:11: error: labels: expected a text, found 1"],
    [
      'annotations: { "x/y/z": "1" }',
      '5:16: error: annotations: the key "x/y/z" is not valid: a valid label key',
    ],
    [column('name: ""'), 'error: printerColumns.0.name is "": expected a text that is not empty'],
    [
      column('name: "A", format: "foo"'),
      'error: printerColumns.0.format is "foo": expected int32, int64, float, double, byte, date, date-time or password',
    ],
    [`plural: "${"a".repeat(64)}"`, "of 64 characters: expected at most 63"],
  ])("%s", async (more, message) => {
    const errors = await said({ more });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(message);
  });

  test.each([
    ['labels: { "example.com/a": "", b: "B.1_c" }'],
    ['annotations: { "Example.com/A": "any text at all!" }'],
    [column('name: "A", format: "date-time"')],
  ])("has nothing against %s", async (more) => {
    expect(await said({ more })).toEqual([]);
  });

  test("a kind that is too long is told its length, and what it may be", async () => {
    expect(await said({ kind: `A${"b".repeat(70)}` })).toEqual([
      `input.ts:4:1: error: kind is "A${"b".repeat(70)}", of 71 characters: expected at most 63`,
    ]);
  });

  test("a kind whose list kind is too long is refused, unless the list kind is another", async () => {
    const kind = `A${"b".repeat(59)}`;
    const errors = await said({ kind });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`4:1: error: the listKind "${kind}List" of the kind "${kind}" is not valid`);
    expect(errors[0]).toContain("must be no more than 63 characters");
    expect(await said({ kind, more: 'overrides: { spec: { names: { listKind: "AList" } } }' })).toEqual([]);
  });
});

describe("a group of the Kubernetes community", () => {
  const approved = (text: string) => `annotations: { "api-approved.kubernetes.io": "${text}" }`;

  test.each(["foo.k8s.io", "a.kubernetes.io"])("%s without an approval is warned of", async (group) => {
    const [warning = "", ...others] = await said({ group });
    expect(others).toEqual([]);
    expect(warning).toContain(
      `3:1: warning: the API server refuses definitions in the group "${group}" without the annotation "api-approved.kubernetes.io"`,
    );
  });

  test.each(["https://github.com/kubernetes/kubernetes/pull/1", "unapproved, an experiment"])(
    "may have the approval %s",
    async (text) => {
      expect(await said({ group: "foo.k8s.io", more: approved(text) })).toEqual([]);
    },
  );

  test("may not have one that is neither an address nor says unapproved", async () => {
    const [error = "", ...others] = await said({ group: "foo.k8s.io", more: approved("yes") });
    expect(others).toEqual([]);
    expect(error).toContain('5:16: error: the annotation "api-approved.kubernetes.io" is "yes": expected');
  });

  test("is none that only ends alike", async () => {
    expect(await said({ group: "cluster.x-k8s.io" })).toEqual([]);
  });
});

test("a wrong part of a definition and mistakes in its type are told together", async () => {
  const { errors } = await generate({
    "input.ts": `import { resource, type CustomResource, type Int32 } from "kubewright";
interface Spec {
/** @minimum one */
a?: Int32 }
export const Thing = resource<CustomResource<Spec>>({
group: "example.com", version: "v1", kind: "Thing",
labels: { "a b": "c" } });`,
  });
  expect(errors.map((error) => error.split(":")[1])).toEqual(["3", "7"]);
});

import { expect, test } from "vitest";
import { fieldChanges } from "../../../src/kube/field-changes.ts";
import { maskText, Masker } from "../../../src/kube/masker.ts";

const changesOf = (before: unknown, after: unknown, limit?: number) =>
  fieldChanges(before, after, { masker: new Masker(), ...(limit === undefined ? {} : { limit }) });

test("fields that differ, with both values; what the server counts up is left out", () => {
  const before = {
    metadata: { resourceVersion: "1", generation: 1 },
    spec: { size: 1, "a/b": true, gone: {} },
  };
  const after = {
    metadata: { resourceVersion: "2", generation: 2 },
    spec: { size: 3, "a/b": true, come: [1] },
  };
  expect(changesOf(before, after)).toEqual({
    changes: [
      { path: "spec.size", before: 1, after: 3 },
      { path: "spec.gone", before: {} },
      { path: "spec.come", after: [1] },
    ],
    more: 0,
  });
  expect(changesOf(after, after)).toEqual({ changes: [], more: 0 });
});

test("items of lists are told apart by name or type, else by place", () => {
  const list = (...conditions: unknown[]) => ({ conditions });
  const ready = { type: "Ready", status: "True" };
  const other = { type: "Other", status: "True" };
  expect(changesOf(list(ready), list(other, { ...ready, status: "False" })).changes).toEqual([
    { path: "conditions[type=Ready].status", before: "True", after: "False" },
    { path: "conditions[type=Other]", after: other },
  ]);
  expect(changesOf({ a: [1, 2] }, { a: [1, 3] }).changes).toEqual([{ path: "a[1]", before: 2, after: 3 }]);
  expect(changesOf({ a: [1] }, { a: [1, 3] }).changes).toEqual([{ path: "a", before: [1], after: [1, 3] }]);
});

test("creation and deletion are one change each", () => {
  const managedFields = [{ manager: "m" }];
  const metadata = { name: "n" };
  expect(changesOf(undefined, { metadata: { ...metadata, managedFields } }).changes).toEqual([
    { path: ".", after: { metadata } },
  ]);
  expect(changesOf({ metadata }, { metadata: { ...metadata, managedFields } }).changes).toEqual([]);
  expect(changesOf(undefined, { a: 1 }).changes).toEqual([{ path: ".", after: { a: 1 } }]);
  expect(changesOf({ a: 1 }, undefined).changes).toEqual([{ path: ".", before: { a: 1 } }]);
});

test("a change of a Secret's value is told without the values, and one that is none is not", () => {
  const secret = (password: string) => ({
    apiVersion: "v1",
    kind: "Secret",
    data: { password, same: "eA==" },
  });
  expect(changesOf(secret("b25lb25l"), secret("dHdvdHdv")).changes).toEqual([
    { path: "data.password", before: maskText, after: maskText, masked: true },
  ]);
  const created = JSON.stringify(changesOf(undefined, secret("b25lb25l")));
  expect(created).not.toContain("b25lb25l");
  expect(created).toContain(maskText);
});

test("a text elsewhere that changes with a secret value is still a change", () => {
  const masker = new Masker();
  for (const data of [{ a: "one-secret" }, { a: "two-secret" }])
    masker.learn({ apiVersion: "v1", kind: "Secret", stringData: data });
  expect(fieldChanges({ url: "x:one-secret" }, { url: "x:two-secret" }, { masker }).changes).toEqual([
    { path: "url", before: `x:${maskText}`, after: `x:${maskText}` },
  ]);
});

test("more than the limit is counted", () => {
  expect(changesOf({}, { a: 1, b: 2, c: 3 }, 2)).toEqual({
    changes: [
      { path: "a", after: 1 },
      { path: "b", after: 2 },
    ],
    more: 1,
  });
});

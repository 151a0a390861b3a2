import { expect, test } from "vitest";
import { applyChanged } from "../../../../src/cli/run/changed-objects.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";

const role = (name: string, verb: string, namespace?: string): KubernetesObject => ({
  kind: namespace === undefined ? "ClusterRole" : "Role",
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  ...{ rules: [{ verbs: [verb] }] },
});

/** Records what is applied, and what is said. */
function recording() {
  const applied: string[][] = [];
  const said: string[] = [];
  let failure: Error | undefined;
  const apply = applyChanged(
    async (objects) => {
      if (failure) throw failure;
      applied.push(objects.map(({ metadata }) => metadata?.name ?? ""));
    },
    (line) => said.push(line),
  );
  return { apply, applied, said, fail: (error: Error | undefined) => (failure = error) };
}

test("only what has changed is applied, and told by name after the first time", async () => {
  const { apply, applied, said } = recording();
  await apply([role("a", "get"), role("b", "get", "x")]);
  await apply([role("a", "get"), role("b", "get", "x")]);
  await apply([role("a", "get"), role("b", "list", "x")]);
  expect(applied).toEqual([["a", "b"], ["b"]]);
  expect(said).toEqual(["applied Role x/b"]);
});

test("namesakes in other namespaces are other objects", async () => {
  const { apply, applied } = recording();
  await apply([role("a", "get", "x")]);
  await apply([role("a", "get", "y"), role("a", "get", "x")]);
  expect(applied).toEqual([["a"], ["a"]]);
});

test("what the server refused is tried again", async () => {
  const { apply, applied, fail } = recording();
  fail(new Error("no"));
  await expect(apply([role("a", "get")])).rejects.toThrow("no");
  fail(undefined);
  await apply([role("a", "get")]);
  expect(applied).toEqual([["a"]]);
});

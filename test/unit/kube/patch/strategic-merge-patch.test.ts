import { expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import { applyStrategicMergePatch } from "../../../../src/kube/patch/strategic-merge-patch.ts";

const builtIn = readBuiltInSchemas();
const options = { resolve: (ref: string) => builtIn.schema(ref) };
const podSpec = (document: object, patch: object) =>
  applyStrategicMergePatch(document, patch, builtIn.schema("io.k8s.api.core.v1.PodSpec"), options) as Record<
    string,
    unknown
  >;
const deploymentSpec = (document: object, patch: object) =>
  applyStrategicMergePatch(
    document,
    patch,
    builtIn.schema("io.k8s.api.apps.v1.DeploymentSpec"),
    options,
  ) as Record<string, unknown>;

const containers = [
  { name: "a", image: "one", args: ["x"] },
  { name: "b", image: "two" },
];

test("items with the merge key are merged, others are new and come first, as kubectl users know", () => {
  const { containers: merged } = podSpec(
    { containers },
    {
      containers: [
        { name: "c", image: "three" },
        { name: "b", image: "2" },
      ],
    },
  );
  expect(merged).toEqual([
    { name: "c", image: "three" },
    { name: "a", image: "one", args: ["x"] },
    { name: "b", image: "2" },
  ]);
});

test("a list without a merge strategy is replaced", () => {
  expect(podSpec({ containers }, { containers: [{ name: "a", args: ["y", "z"] }] }).containers).toMatchObject(
    [{ name: "a", image: "one", args: ["y", "z"] }, { name: "b" }],
  );
  expect(podSpec({ tolerations: [{ key: "a" }] }, { tolerations: [{ key: "b" }] })).toEqual({
    tolerations: [{ key: "b" }],
  });
});

test("$patch: delete removes an item, $patch: replace the rest of the list", () => {
  expect(podSpec({ containers }, { containers: [{ name: "a", $patch: "delete" }] }).containers).toEqual([
    containers[1],
  ]);
  expect(podSpec({ containers }, { containers: [{ name: "z" }, { $patch: "replace" }] }).containers).toEqual([
    { name: "z" },
  ]);
});

test("$patch: replace on a map leaves nothing of what was there", () => {
  expect(podSpec({ nodeSelector: { a: "1" } }, { nodeSelector: { b: "2", $patch: "replace" } })).toEqual({
    nodeSelector: { b: "2" },
  });
});

test("null removes a field, and means nothing where there is none", () => {
  expect(podSpec({ hostname: "a", subdomain: "b" }, { hostname: null, nodeName: null })).toEqual({
    subdomain: "b",
  });
  expect(podSpec({}, { securityContext: { runAsUser: null, runAsGroup: 1 } })).toEqual({
    securityContext: { runAsGroup: 1 },
  });
});

test("$setElementOrder sorts, and keeps what only the server has in its place", () => {
  const live = { containers: [{ name: "a" }, { name: "server" }, { name: "b" }] };
  const patch = {
    "$setElementOrder/containers": [{ name: "b" }, { name: "a" }],
    containers: [{ name: "a", image: "i" }],
  };
  // what a real kube-apiserver answers
  expect(podSpec(live, patch).containers).toEqual([
    { name: "server" },
    { name: "b" },
    { name: "a", image: "i" },
  ]);
});

test("$deleteFromPrimitiveList takes values out of a list of scalars", () => {
  const schema = builtIn.schema("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  const run = (document: object, patch: object) => applyStrategicMergePatch(document, patch, schema, options);
  expect(run({ finalizers: ["a", "b"] }, { "$deleteFromPrimitiveList/finalizers": ["a"] })).toEqual({
    finalizers: ["b"],
  });
  expect(run({ finalizers: ["a"] }, { finalizers: ["b", "a"] })).toEqual({ finalizers: ["b", "a"] });
});

test("$retainKeys clears the other members of a one-of", () => {
  const live = { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } };
  expect(deploymentSpec(live, { strategy: { type: "Recreate", $retainKeys: ["type"] } })).toEqual({
    strategy: { type: "Recreate" },
  });
});

test("an item without its merge key is refused", () => {
  expect(() => podSpec({ containers }, { containers: [{ image: "x" }] })).toThrowError(
    /does not contain declared merge key: name/,
  );
});

test("an unknown directive is refused", () => {
  expect(() => podSpec({ containers }, { containers: [{ name: "a", $patch: "drop" }] })).toThrowError(
    /unknown patch type: drop/,
  );
});

test("neither document nor patch is changed", () => {
  const document = { containers: structuredClone(containers) };
  const patch = { containers: [{ name: "a", $patch: "delete" }] };
  podSpec(document, patch);
  expect(document.containers).toEqual(containers);
  expect(patch.containers).toEqual([{ name: "a", $patch: "delete" }]);
});

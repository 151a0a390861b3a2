import { expect, test } from "vitest";
import { describeMissing, missingRules, readForbidden } from "../../../src/dev/missing-rules.ts";

const user = "system:serviceaccount:demo-system:demo-controller-manager";

test.each([
  [
    `configmaps is forbidden: User "${user}" cannot list resource "configmaps" in API group "" at the cluster scope`,
    { verb: "list", group: "", resource: "configmaps" },
  ],
  [
    `deployments.apps "a" is forbidden: User "${user}" cannot patch resource "deployments/scale" in API group "apps" in the namespace "default"`,
    { verb: "patch", group: "apps", resource: "deployments/scale", namespace: "default" },
  ],
  [
    `{"level":"error","error":"jobs.batch is forbidden: User \\"${user}\\" cannot create resource \\"jobs\\" in API group \\"batch\\" in the namespace \\"x\\""}`,
    { verb: "create", group: "batch", resource: "jobs", namespace: "x" },
  ],
  [`forbidden: User "${user}" cannot get path "/metrics"`, { verb: "get", path: "/metrics" }],
])("a refusal is read from %j", (line, forbidden) => {
  expect(readForbidden(line)).toEqual(forbidden);
});

test.each([
  "reconciled",
  'configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" at the cluster scope',
  "one cannot list everything",
])("%j is none", (line) => {
  expect(readForbidden(line)).toBeUndefined();
});

test("the rule is told as a tag of the sources, and as it is in the role", () => {
  expect(
    describeMissing({ verb: "create", group: "", resource: "pods/eviction", namespace: "default" }),
  ).toBe(
    `missing rule: the deployed operator may not create pods/eviction in namespace default. In the sources:
    // @rbac groups="",resources=pods/eviction,verbs=create
  which puts into its role:
    - apiGroups: [""]
      resources: [pods/eviction]
      verbs: [create]`,
  );
  expect(describeMissing({ verb: "get", path: "/metrics" })).toContain("// @rbac urls=/metrics,verbs=get");
});

test("each is told once", () => {
  const told: string[] = [];
  const rules = missingRules((text) => told.push(text.split("\n")[0] ?? ""));
  const line = (verb: string) =>
    `jobs.batch is forbidden: User "${user}" cannot ${verb} resource "jobs" in API group "batch" at the cluster scope`;
  for (const verb of ["list", "list", "watch"]) rules.see(line(verb));
  expect(told).toEqual([
    "missing rule: the deployed operator may not list jobs of batch. In the sources:",
    "missing rule: the deployed operator may not watch jobs of batch. In the sources:",
  ]);
});

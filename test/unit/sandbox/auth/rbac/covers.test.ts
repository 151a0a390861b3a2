import { expect, test } from "vitest";
import { compactRules, missingRules } from "../../../../../src/sandbox/auth/rbac/covers.ts";
import { describeRule, type PolicyRule } from "../../../../../src/sandbox/auth/rbac/policy-rule.ts";

/* The cases of k8s.io/component-helpers/auth/rbac/validation/policy_comparator_test.go, as far as they differ. */

const rule = (
  apiGroups: string[],
  resources: string[],
  verbs: string[],
  resourceNames?: string[],
): PolicyRule => ({
  apiGroups,
  resources,
  verbs,
  ...(resourceNames ? { resourceNames } : {}),
});
const urls = (nonResourceURLs: string[], verbs: string[]): PolicyRule => ({ nonResourceURLs, verbs });

test.each<[string, PolicyRule[], PolicyRule[], PolicyRule[]]>([
  ["the same", [rule(["a"], ["b"], ["get"])], [rule(["a"], ["b"], ["get"])], []],
  [
    "another group",
    [rule(["a"], ["b"], ["get"])],
    [rule(["c"], ["b"], ["get"])],
    [rule(["c"], ["b"], ["get"])],
  ],
  [
    "verbs of several rules",
    [rule(["a"], ["b"], ["get"]), rule(["a"], ["b"], ["list"])],
    [rule(["a"], ["b"], ["get", "list"])],
    [],
  ],
  ["every verb", [rule(["a"], ["b"], ["*"])], [rule(["a"], ["b"], ["get", "delete"])], []],
  [
    "all verbs by name are not every verb",
    [rule(["a"], ["b"], ["get"])],
    [rule(["a"], ["b"], ["*"])],
    [rule(["a"], ["b"], ["*"])],
  ],
  ["every group", [rule(["*"], ["b"], ["get"])], [rule(["", "c"], ["b"], ["get"])], []],
  ["every resource", [rule(["a"], ["*"], ["get"])], [rule(["a"], ["b", "b/status"], ["get"])], []],
  [
    "a subresource of every resource",
    [rule(["a"], ["*/scale"], ["get"])],
    [rule(["a"], ["b/scale", "b"], ["get"])],
    [rule(["a"], ["b"], ["get"])],
  ],
  [
    "a resource is not its subresources",
    [rule(["a"], ["b"], ["get"])],
    [rule(["a"], ["b/status"], ["get"])],
    [rule(["a"], ["b/status"], ["get"])],
  ],
  ["no names are all names", [rule(["a"], ["b"], ["get"])], [rule(["a"], ["b"], ["get"], ["x"])], []],
  [
    "one name is not all",
    [rule(["a"], ["b"], ["get"], ["x"])],
    [rule(["a"], ["b"], ["get"])],
    [rule(["a"], ["b"], ["get"])],
  ],
  [
    "one name of two",
    [rule(["a"], ["b"], ["get"], ["x"])],
    [rule(["a"], ["b"], ["get"], ["x", "y"])],
    [rule(["a"], ["b"], ["get"], ["y"])],
  ],
  [
    "paths below a path",
    [urls(["/a/*"], ["get"])],
    [urls(["/a/b", "/a/*", "/a"], ["get"])],
    [urls(["/a"], ["get"])],
  ],
  ["every path", [urls(["*"], ["*"])], [urls(["/a", "*"], ["get"])], []],
  ["resources are not paths", [rule(["*"], ["*"], ["*"])], [urls(["/a"], ["get"])], [urls(["/a"], ["get"])]],
  ["nothing wanted", [], [], []],
])("%s", (_, owned, wanted, missing) => {
  expect(missingRules(owned, wanted)).toEqual(missing);
});

test("rules that differ in verbs alone are joined", () => {
  const rules = [
    rule(["a"], ["b"], ["get"]),
    rule(["a"], ["b"], ["list"]),
    rule(["a"], ["b"], ["get"], ["x"]),
    rule(["a"], ["b"], ["list"], ["x"]),
    rule(["c"], ["b"], ["get"]),
    urls(["/a"], ["get"]),
    urls(["/a"], ["post"]),
  ];
  expect(compactRules(rules).map(describeRule)).toEqual([
    '{APIGroups:["a"], Resources:["b"], Verbs:["get" "list"]}',
    '{APIGroups:["a"], Resources:["b"], ResourceNames:["x"], Verbs:["get" "list"]}',
    '{APIGroups:["c"], Resources:["b"], Verbs:["get"]}',
    '{NonResourceURLs:["/a"], Verbs:["get"]}',
    '{NonResourceURLs:["/a"], Verbs:["post"]}',
  ]);
});

import { describe, expect, test } from "vitest";
import { generateRole } from "../../../../src/generate/generate-role.ts";
import { parseRbacTag } from "../../../../src/generate/rbac/rbac-tag.ts";

const position = { file: "input.ts", line: 1, column: 1 };
const tag = (text: string) => parseRbacTag({ name: "rbac", text, position });

describe("an @rbac tag", () => {
  test.each([
    [
      "groups=apps,resources=deployments,verbs=get;list",
      { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "list"] },
    ],
    [
      'groups="",resources={pods,secrets},verbs={get}',
      { apiGroups: [""], resources: ["pods", "secrets"], verbs: ["get"] },
    ],
    [
      "verbs=get, groups=a;b, resources=c, resourceNames=x;y",
      { apiGroups: ["a", "b"], resources: ["c"], resourceNames: ["x", "y"], verbs: ["get"] },
    ],
    ["urls=/metrics;/healthz,verbs=get", { nonResourceURLs: ["/metrics", "/healthz"], verbs: ["get"] }],
    ["groups=*,resources=*,verbs=*", { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
  ])("%s", (text, rule) => {
    expect(tag(text)).toEqual({ rule });
  });

  test("a role of its own, in a namespace", () => {
    expect(tag("groups=apps,resources=x,verbs=get,namespace=here,roleName=reader")).toEqual({
      rule: { apiGroups: ["apps"], resources: ["x"], verbs: ["get"] },
      namespace: "here",
      roleName: "reader",
    });
  });

  test("the marker is read alike, its first argument after the name", () => {
    const marker = { name: "+kubebuilder:rbac:groups", text: "apps,resources=x,verbs=get", position };
    expect(parseRbacTag(marker)).toEqual({ rule: { apiGroups: ["apps"], resources: ["x"], verbs: ["get"] } });
  });

  test.each([
    ["groups=apps,resources=x", '"verbs" is missing'],
    ["groups=apps,verbs=get", 'groups and resources are missing; the core group is ""'],
    ["groups=apps,resources=x,verb=get", 'unknown argument "verb=get"'],
    ["urls=/a,resources=x,verbs=get", "urls and resources need a tag each"],
    ["urls=/a,verbs=get,namespace=here", "urls belong to no namespace"],
    ["groups=a,groups=b,resources=x,verbs=get", '"groups" is given twice'],
  ])("%s is refused", (text, message) => {
    expect(tag(text)).toContain(message);
  });
});

describe("roles of a file", () => {
  const roles = (...markers: string[]) => {
    const text = `${markers.map((marker) => `// +kubebuilder:rbac:${marker}`).join("\n")}\nexport {};`;
    const found = generateRole({ files: ["/input.ts"], readFile: () => text, name: "manager-role" });
    expect(found.diagnostics).toEqual([]);
    return found.roles;
  };

  test("the role that was asked for is there without any rule", () => {
    expect(roles()).toEqual([
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "manager-role" },
        rules: [],
      },
    ]);
  });

  test("ClusterRoles first, then by namespace and name", () => {
    const found = roles(
      "groups=a,resources=x,verbs=get,namespace=two",
      "groups=a,resources=x,verbs=get,namespace=one,roleName=z",
      "groups=a,resources=x,verbs=get,roleName=other",
      "groups=a,resources=x,verbs=get,namespace=one",
    );
    expect(found.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name])).toEqual([
      ["ClusterRole", undefined, "manager-role"],
      ["ClusterRole", undefined, "other"],
      ["Role", "one", "manager-role"],
      ["Role", "one", "z"],
      ["Role", "two", "manager-role"],
    ]);
  });

  test("rules of several groups stay together, URLs come first", () => {
    const [role] = roles(
      "groups=b;a,resources=x,verbs=get",
      "groups=a,resources=x,verbs=watch",
      "urls=/b,verbs=get",
      "urls=/a,verbs=get",
    );
    expect(role?.rules).toEqual([
      { nonResourceURLs: ["/a", "/b"], verbs: ["get"] },
      { apiGroups: ["a"], resources: ["x"], verbs: ["watch"] },
      { apiGroups: ["a", "b"], resources: ["x"], verbs: ["get"] },
    ]);
  });
});

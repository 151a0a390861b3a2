import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readProjectRoles } from "../../../../src/cli/run/project-roles.ts";
import { temporaryFolder } from "../../../cli/run-cli.ts";

const roles = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: manager-role }
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: manager-role, namespace: other }
rules: []
`;

function project(kustomization?: string): string {
  const root = temporaryFolder();
  mkdirSync(join(root, "config/rbac"), { recursive: true });
  mkdirSync(join(root, "config/default"), { recursive: true });
  writeFileSync(join(root, "config/rbac/role.yaml"), roles);
  if (kustomization !== undefined)
    writeFileSync(join(root, "config/default/kustomization.yaml"), kustomization);
  return root;
}

const names = (root: string) =>
  readProjectRoles(root).map(({ kind, metadata }) =>
    [kind, metadata?.namespace, metadata?.name].filter(Boolean).join(" "),
  );

test("roles have the names that they have in a cluster, and the namespace that they need is made first", () => {
  expect(names(project("namespace: demo-system\nnamePrefix: demo-\nnameSuffix: -v2\n"))).toEqual([
    "Namespace demo-system",
    "ClusterRole demo-manager-role-v2",
    "Role demo-system demo-manager-role-v2",
  ]);
});

test.each([undefined, "resources: []\n"])(
  "without a word of names they stay as they are written: %j",
  (text) => {
    expect(names(project(text))).toEqual([
      "Namespace other",
      "ClusterRole manager-role",
      "Role other manager-role",
    ]);
  },
);

test("a project without roles has none", () => {
  expect(readProjectRoles(temporaryFolder())).toEqual([]);
});

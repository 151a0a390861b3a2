import { expect, test } from "vitest";
import { ConfigMap, Pod } from "../../../src/k8s/core/v1.ts";
import { ClusterRoleBinding } from "../../../src/k8s/rbac.authorization.k8s.io/v1.ts";
import { parseYaml } from "../../../src/kube/yaml.ts";
import { startEnvironment } from "../../../src/testing/index.ts";
import { actingAs } from "../../../src/testing/user-access.ts";

test("users of a sandbox have tokens of their own, and the rights of their groups", async () => {
  const environment = await startEnvironment();
  try {
    const jane = await environment.as({ name: "jane", groups: ["viewers"] });
    await expect(jane.client.list(Pod, { namespace: "default" })).rejects.toMatchObject({ code: 403 });
    await environment.client.apply(ClusterRoleBinding, {
      metadata: { name: "viewers" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: "viewers" }],
    });
    expect((await jane.client.list(Pod, { namespace: "default" })).items).toEqual([]);
    const attempt = jane.client.apply(ConfigMap, { metadata: { name: "a", namespace: "default" } });
    await expect(attempt).rejects.toMatchObject({ code: 403 });
    const tokenOf = (kubeconfig: string) =>
      JSON.stringify(parseYaml(kubeconfig, "kubeconfig")).match(/"token":"([^"]+)"/)?.[1];
    expect(tokenOf(jane.kubeconfig)).toBeDefined();
    expect(tokenOf(jane.kubeconfig)).not.toBe(tokenOf(environment.kubeconfig));
  } finally {
    await environment.stop();
  }
});

test("on another server its user acts as them", () => {
  const kubeconfig = "users: [{name: me, user: {token: secret}}, {name: other}]\ncurrent-context: me\n";
  const user = { name: "jane", groups: ["a", "b"], uid: "7", extra: { "example.com/c": ["d"] } };
  const as = {
    as: "jane",
    "as-groups": ["a", "b"],
    "as-uid": "7",
    "as-user-extra": { "example.com/c": ["d"] },
  };
  expect(parseYaml(actingAs(kubeconfig, user), "result")).toEqual([
    {
      "current-context": "me",
      users: [
        { name: "me", user: { token: "secret", ...as } },
        { name: "other", user: as },
      ],
    },
  ]);
  const account = actingAs(kubeconfig, { serviceAccount: "a/b" });
  expect(parseYaml(account, "result")).toMatchObject([
    {
      users: [
        {
          user: {
            as: "system:serviceaccount:a:b",
            "as-groups": ["system:serviceaccounts", "system:serviceaccounts:a"],
          },
        },
        {},
      ],
    },
  ]);
});

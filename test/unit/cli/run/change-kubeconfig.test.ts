import { expect, test } from "vitest";
import { changeKubeconfig } from "../../../../src/cli/run/change-kubeconfig.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";

const text = `apiVersion: v1
kind: Config
clusters: [{ name: a, cluster: { server: "https://a" } }]
users: [{ name: a, user: { token: secret } }]
contexts: [{ name: a, context: { cluster: a, user: a } }]
current-context: a
`;

test("the user acts as another, in another namespace; all else stays", () => {
  const changed = changeKubeconfig(text, { namespace: "n", user: (user) => ({ ...user, as: "b" }) });
  expect(parseYaml(changed)).toEqual([
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "a", cluster: { server: "https://a" } }],
      users: [{ name: "a", user: { token: "secret", as: "b" } }],
      contexts: [{ name: "a", context: { cluster: "a", user: "a", namespace: "n" } }],
      "current-context": "a",
    },
  ]);
});

test("one without users or contexts is left without", () => {
  expect(changeKubeconfig("kind: Config\n", { namespace: "n", user: () => ({}) })).toContain("users: []");
});

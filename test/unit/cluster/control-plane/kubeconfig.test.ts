import { expect, test } from "vitest";
import { writeKubeconfig } from "../../../../src/cluster/control-plane/kubeconfig.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";

test("one context with the server, its authority and the token", () => {
  const text = writeKubeconfig({
    url: "https://127.0.0.1:6443",
    ca: "PEM\n",
    token: "t0",
    name: 'odd: "name"',
    namespace: "apps",
  });
  expect(parseYaml(text)).toEqual([
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: 'odd: "name"',
          cluster: {
            server: "https://127.0.0.1:6443",
            "certificate-authority-data": Buffer.from("PEM\n").toString("base64"),
          },
        },
      ],
      users: [{ name: 'odd: "name"', user: { token: "t0" } }],
      contexts: [
        { name: 'odd: "name"', context: { cluster: 'odd: "name"', user: 'odd: "name"', namespace: "apps" } },
      ],
      "current-context": 'odd: "name"',
    },
  ]);
});

test("no namespace means none, not an empty one", () => {
  expect(writeKubeconfig({ url: "https://127.0.0.1:1", ca: "", token: "t" })).not.toContain("namespace");
});

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { findKubectls, findProgram, reason, useClients } from "./programs.ts";

const kustomize = findProgram("kustomize");
const kubectl = findKubectls().at(-1)?.file;
const there = kustomize !== undefined && kubectl !== undefined;

const files: Readonly<Record<string, string>> = {
  "base/kustomization.yaml": `
resources: [all.yaml]
labels: [{ pairs: { app: shop }, includeSelectors: true, includeTemplates: true }]
configMapGenerator: [{ name: settings, literals: [mode=plain] }]
secretGenerator: [{ name: token, literals: [value=abc] }]
images: [{ name: web, newTag: "2" }]
`,
  "base/all.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { part: web } }
  template:
    metadata: { labels: { part: web } }
    spec:
      containers:
        - name: main
          image: web
          envFrom: [{ configMapRef: { name: settings } }, { secretRef: { name: token } }]
          ports: [{ name: http, containerPort: 8080 }, { name: udp, containerPort: 8080, protocol: UDP }]
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { part: web }, ports: [{ name: http, port: 80, targetPort: http }, { name: udp, port: 80, protocol: UDP }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: parcels.shop.example.com }
spec:
  group: shop.example.com
  scope: Namespaced
  names: { plural: parcels, singular: parcel, kind: Parcel }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`,
  "overlay/kustomization.yaml": `
namespace: shop
resources: [../base, namespace.yaml]
patches:
  - target: { kind: Deployment, name: web }
    patch: |
      - op: replace
        path: /spec/replicas
        value: 2
`,
  "overlay/namespace.yaml": `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`,
};

describe.skipIf(!there)(
  `kustomize and kubectl on a sandbox (${there ? "found" : reason("kustomize")})`,
  () => {
    const clients = useClients();
    const run = async (file: string | undefined, line: string, env: Record<string, string> = {}) => {
      const { code, text } = await clients.run(file ?? "", line.split(" "), { env });
      if (code !== 0) throw new Error(`${line}: ${code}\n${text}`);
      return text;
    };
    const build = async () => clients.write("built.yaml", await run(kustomize, "build overlay"));

    beforeAll(async () => {
      for (const folder of ["base", "overlay"]) mkdirSync(join(clients.folder, folder));
      for (const [name, text] of Object.entries(files)) clients.write(name, text);
      await build();
    });

    test("what is built is applied by the client, and is as it was the second time", async () => {
      expect(await run(kubectl, "apply -f built.yaml")).toContain("deployment.apps/web created");
      const again = await run(kubectl, "apply -f built.yaml");
      expect(again.trim().split("\n")).toHaveLength(7);
      expect(again.match(/ unchanged$/gm)).toHaveLength(7);
      expect(await run(kubectl, "rollout status deployment/web -n shop --timeout=20s")).toContain(
        "successfully rolled out",
      );
      expect(await run(kubectl, "diff -f built.yaml")).toBe("");
    });

    test("server-side apply takes it over, without a change of what it says", async () => {
      const generation = "get deployment web -n shop -o jsonpath={.metadata.generation}";
      expect(await run(kubectl, "apply --server-side -f built.yaml")).toContain(
        "deployment.apps/web serverside-applied",
      );
      const before = await run(kubectl, generation);
      expect(await run(kubectl, "apply --server-side -f built.yaml")).toContain(
        "deployment.apps/web serverside-applied",
      );
      expect(await run(kubectl, generation)).toBe(before);
      const managers = await run(
        kubectl,
        "get deployment web -n shop -o jsonpath={.metadata.managedFields[*].manager} --show-managed-fields",
      );
      expect(managers.split(" ")).not.toContain("kubectl-client-side-apply");
    });

    test("another literal is another ConfigMap, and the old one is pruned", async () => {
      clients.write(
        "base/kustomization.yaml",
        files["base/kustomization.yaml"]?.replace("mode=plain", "mode=fancy") ?? "",
      );
      await build();
      const pruned = await run(
        kubectl,
        "apply -f built.yaml -n shop --prune -l app=shop --prune-allowlist=core/v1/ConfigMap",
      );
      expect(pruned).toMatch(/^configmap\/settings-\w+ created$/m);
      expect(await run(kubectl, "get configmaps -n shop -l app=shop -o name")).toMatch(
        /^configmap\/settings-\w+\n$/,
      );
    });

    test("apply -k, and prune by apply sets", async () => {
      const set = { KUBECTL_APPLYSET: "true" };
      await run(kubectl, "create namespace set");
      clients.write("two.yaml", `${configMap("one")}---\n${configMap("two")}`);
      await run(kubectl, "apply -n set --server-side --prune --applyset=mine -f two.yaml", set);
      clients.write("two.yaml", configMap("two"));
      expect(
        await run(kubectl, "apply -n set --server-side --prune --applyset=mine -f two.yaml", set),
      ).toContain("configmap/one pruned");
      expect(await run(kubectl, "get configmaps -n set -o name")).toBe(
        "configmap/kube-root-ca.crt\nconfigmap/two\n",
      );
      expect(await run(kubectl, "apply -k overlay --server-side --force-conflicts")).toContain(
        "service/web serverside-applied",
      );
      expect(await run(kubectl, "delete -k overlay --ignore-not-found --timeout=20s")).toContain(
        'namespace "shop" deleted',
      );
      expect(await run(kubectl, "get namespaces -o name")).not.toContain("shop");
    });
  },
);

function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
}

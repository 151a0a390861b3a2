import { execFileSync, spawnSync } from "node:child_process";
import { check } from "prettier";
import { beforeAll, expect, test } from "vitest";
import type { KubernetesObject } from "../../../src/kube/object.ts";
import type { JsonSchema } from "../../../src/kube/schema/json-schema.ts";
import { parseYaml } from "../../../src/kube/yaml.ts";
import { readBuiltInSchemas } from "../../../src/k8s/built-in.ts";
import { applyPlan } from "../../../src/files/apply.ts";
import { planCreateApi } from "../../../src/scaffold/plan-create-api.ts";
import { readAll, writeInto } from "../files/temporary-folder.ts";
import { newProject } from "./new-project.ts";

const kubectl = spawnSync("kubectl", ["kustomize", "--help"]).status === 0;

/** A project with a kind of each form, and CRDs as `manifests` would write them. */
async function fullProject(): Promise<{ root: string; files: Record<string, string> }> {
  const root = await newProject({}, { owner: "Example Inc." });
  const kinds = [
    { group: "cache", version: "v1alpha1", kind: "Memcached" },
    { group: "web", version: "v1", kind: "X", clusterScoped: true, plural: "xen" },
    { group: "web", version: "v1beta1", kind: "HorizontallyScalableDatabase" },
    { group: "web", version: "v1beta1", kind: "Function", controller: false },
  ];
  for (const kind of kinds) await applyPlan(planCreateApi({ root, ...kind }));
  const builtIn = { plural: "pods", module: "kubewright/k8s/core/v1" };
  await applyPlan(
    planCreateApi({ root, group: "core", version: "v1", kind: "Pod", resource: false, builtIn }),
  );
  const files = readAll(root);
  for (const [, name] of files["config/crd/kustomization.yaml"]!.matchAll(/bases\/(.*)\.yaml/g)) {
    const [group, plural] = name!.split("_");
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${group}` },
    };
    writeInto(root, `config/crd/bases/${name}.yaml`, JSON.stringify(crd));
  }
  return { root, files };
}

test("every file is as prettier would have it, however long the kind's name", async () => {
  const { files } = await fullProject();
  const options = JSON.parse(files[".prettierrc"]!);
  const formatted = Object.entries(files).filter(([path]) => /\.(ts|js|json|md|ya?ml)$/.test(path));
  expect(formatted.length).toBeGreaterThan(45);
  const wrong = [];
  for (const [path, text] of formatted) {
    if (!(await check(text, { ...options, filepath: path }))) wrong.push(path);
  }
  expect(wrong).toEqual([]);
});

test.each([1, 23, 24, 29, 30, 40])(
  "a kind of %i letters makes sources as prettier would have them",
  async (length) => {
    const root = await newProject();
    const kind = "K".padEnd(length, "ind");
    const builtIn = { plural: "pods", module: "kubewright/k8s/core/v1" };
    const plans = [
      planCreateApi({ root, group: "g", version: "v1", kind, clusterScoped: length % 2 === 0 }),
      planCreateApi({ root, group: "core", version: "v1", kind, resource: false, builtIn }),
    ];
    const changes = plans.flatMap((plan) => plan.changes).filter(({ path }) => path.endsWith(".ts"));
    const wrong = [];
    for (const { path, after = "" } of changes) {
      if (!(await check(after, { printWidth: 120, filepath: path }))) wrong.push(path);
    }
    expect(wrong).toEqual([]);
  },
);

test("every manifest has only fields that the API server knows, of the right types", async () => {
  const { files } = await fullProject();
  const objects = Object.entries(files)
    .filter(([path]) => /^config\/(rbac|manager|default|network-policy)\/.*\.yaml$/.test(path))
    .flatMap(([path, text]) => parseYaml(text, path) as KubernetesObject[])
    .filter((object) => object.kind !== undefined);
  expect(objects.length).toBeGreaterThan(15);
  expect(objects.flatMap(problemsOf)).toEqual([]);
});

test("the operator's Pod satisfies the restricted Pod Security Standard, and its namespace demands it", async () => {
  const { files } = await fullProject();
  const [namespace, deployment] = parseYaml(files["config/manager/manager.yaml"]!) as [
    KubernetesObject,
    never,
  ];
  expect(namespace.metadata?.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
  expect(deployment).toMatchObject({
    spec: {
      template: {
        spec: {
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              args: expect.arrayContaining(["--leader-elect", "--health-probe-bind-address=:8081"]),
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              livenessProbe: { httpGet: { path: "/healthz", port: 8081 } },
              readinessProbe: { httpGet: { path: "/readyz", port: 8081 } },
              resources: { requests: expect.anything(), limits: expect.anything() },
            },
          ],
        },
      },
    },
  });
});

test.skipIf(!kubectl)(
  "kustomize builds everything that is deployed, under kubebuilder's names (needs kubectl)",
  async () => {
    const { root } = await fullProject();
    const objects = kustomize(root, "config/default");
    expect(
      objects
        .map(({ kind, metadata }) => [kind, metadata?.namespace, metadata?.name].filter(Boolean).join(" "))
        .sort(),
    ).toEqual(
      [
        "Namespace operator-system",
        "CustomResourceDefinition functions.web.example.com",
        "CustomResourceDefinition horizontallyscalabledatabases.web.example.com",
        "CustomResourceDefinition memcacheds.cache.example.com",
        "CustomResourceDefinition xen.web.example.com",
        "ServiceAccount operator-system operator-controller-manager",
        "ClusterRole operator-manager-role",
        "ClusterRoleBinding operator-manager-rolebinding",
        "Role operator-system operator-leader-election-role",
        "RoleBinding operator-system operator-leader-election-rolebinding",
        "ClusterRole operator-metrics-auth-role",
        "ClusterRoleBinding operator-metrics-auth-rolebinding",
        "ClusterRole operator-metrics-reader",
        ...["function", "horizontallyscalabledatabase", "memcached", "x"].flatMap((kind) =>
          ["admin", "editor", "viewer"].map((role) => `ClusterRole operator-${kind}-${role}-role`),
        ),
        "Deployment operator-system operator-controller-manager",
        "Service operator-system operator-controller-manager-metrics-service",
      ].sort(),
    );
    expect(objects.filter(({ kind }) => kind !== "CustomResourceDefinition").flatMap(problemsOf)).toEqual([]);
    const bindings = objects.filter(({ kind }) => kind?.endsWith("Binding")) as { subjects?: unknown }[];
    for (const { subjects } of bindings) {
      expect(subjects).toEqual([
        { kind: "ServiceAccount", name: "operator-controller-manager", namespace: "operator-system" },
      ]);
    }
    expect(JSON.stringify(objects)).toContain("--metrics-bind-address=:8443");
  },
);

test.skipIf(!kubectl)(
  "kustomize builds the samples and the opt-in parts, and a project without kinds (needs kubectl)",
  async () => {
    const { root } = await fullProject();
    expect(kustomize(root, "config/samples")).toHaveLength(4);
    expect(kustomize(root, "config/prometheus").map(({ kind }) => kind)).toEqual(["ServiceMonitor"]);
    expect(kustomize(root, "config/network-policy").map(({ kind }) => kind)).toEqual(["NetworkPolicy"]);
    expect(kustomize(await newProject(), "config/default")).toHaveLength(11);
  },
);

function kustomize(root: string, path: string): KubernetesObject[] {
  return parseYaml(
    execFileSync("kubectl", ["kustomize", path], { cwd: root, encoding: "utf8" }),
  ) as KubernetesObject[];
}

let builtIn: ReturnType<typeof readBuiltInSchemas>;
beforeAll(() => {
  builtIn = readBuiltInSchemas();
});

function problemsOf(object: KubernetesObject): string[] {
  const known = builtIn.resources.find(
    ({ group, version, kind }) =>
      object.kind === kind && object.apiVersion === (group ? `${group}/${version}` : version),
  );
  if (!known) return [`${object.apiVersion} ${object.kind}: unknown kind`];
  return strictProblems(builtIn.schema(known.schema), object, `${object.kind}/${object.metadata?.name}`);
}

/** Unknown fields, missing required ones and wrong types, by the API server's own schema. */
function strictProblems(schema: JsonSchema, value: unknown, path: string): string[] {
  const target = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (target) return strictProblems(builtIn.schema(target), value, path);
  if (Array.isArray(value)) {
    return schema.type === "array"
      ? value.flatMap((item, index) => strictProblems(schema.items ?? {}, item, `${path}[${index}]`))
      : [`${path}: list`];
  }
  if (typeof value !== "object" || value === null) {
    const free = schema.type === undefined || (typeof value === "number" && schema.type === "integer");
    return free || typeof value === schema.type
      ? []
      : [`${path}: expected ${schema.type}, found ${JSON.stringify(value)}`];
  }
  const { properties = {}, additionalProperties, required = [] } = schema;
  const missing = required.filter((name) => !(name in value)).map((name) => `${path}.${name}: missing`);
  return [
    ...missing,
    ...Object.entries(value).flatMap(([name, field]) => {
      const known =
        properties[name] ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
      return known ? strictProblems(known, field, `${path}.${name}`) : [`${path}.${name}: unknown field`];
    }),
  ];
}

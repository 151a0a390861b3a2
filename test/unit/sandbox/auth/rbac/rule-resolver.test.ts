import { expect, test } from "vitest";
import { useSandbox } from "../../test-server.ts";

const server = useSandbox({ behaviours: false });
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const group = "rbac.authorization.k8s.io";
const pods = "/api/v1/namespaces/default/pods";

const statusOf = async (token: string, path = pods) => (await server.call("GET", path, { token })).code;
const make = async (path: string, body: object) => {
  const answer = await server.call("POST", `${rbac}/${path}`, { body });
  expect(answer.code, answer.text).toBe(201);
};
const reader = { apiGroups: [""], resources: ["pods"], verbs: ["list"] };
const newUser = (name: string, groups: string[] = []) => server.sandbox.addUser({ name, groups }).token;

test("rights come and go with roles and bindings, at once", async () => {
  const token = newUser("ann");
  expect(await statusOf(token)).toBe(403);
  const roleRef = { apiGroup: group, kind: "Role", name: "reader" };
  await make("namespaces/default/rolebindings", {
    metadata: { name: "ann" },
    roleRef,
    subjects: [{ kind: "User", apiGroup: group, name: "ann" }],
  });
  expect(await statusOf(token)).toBe(403);
  await make("namespaces/default/roles", { metadata: { name: "reader" }, rules: [reader] });
  expect(await statusOf(token)).toBe(200);
  expect(await statusOf(token, "/api/v1/namespaces/kube-system/pods")).toBe(403);
  await server.patch(`${rbac}/namespaces/default/roles/reader`, { rules: [] });
  expect(await statusOf(token)).toBe(403);
  await server.patch(`${rbac}/namespaces/default/roles/reader`, { rules: [reader] });
  expect(await statusOf(token)).toBe(200);
  await server.patch(`${rbac}/namespaces/default/rolebindings/ann`, { subjects: [] });
  expect(await statusOf(token)).toBe(403);
});

test("rights of the cluster come and go in every namespace", async () => {
  const token = newUser("ben", ["readers"]);
  expect(await statusOf(token)).toBe(403);
  const roleRef = { apiGroup: group, kind: "ClusterRole", name: "view" };
  await make("clusterrolebindings", {
    metadata: { name: "readers" },
    roleRef,
    subjects: [{ kind: "Group", apiGroup: group, name: "readers" }],
  });
  expect(await statusOf(token)).toBe(200);
  expect(await statusOf(token, "/api/v1/pods")).toBe(200);
  expect(await statusOf(token, "/api/v1/secrets")).toBe(403);
  await server.call("DELETE", `${rbac}/clusterrolebindings/readers`);
  expect(await statusOf(token)).toBe(403);
});

test("a ServiceAccount of a binding without a namespace is one of the binding's", async () => {
  await make("namespaces/default/rolebindings", {
    metadata: { name: "local" },
    roleRef: { apiGroup: group, kind: "ClusterRole", name: "view" },
    subjects: [{ kind: "ServiceAccount", name: "local", namespace: "default" }],
  });
  const review = (user: string) =>
    server.call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      body: { spec: { user, resourceAttributes: { namespace: "default", verb: "get", resource: "pods" } } },
    });
  const { body } = await review("system:serviceaccount:default:local");
  expect(body.status).toEqual({
    allowed: true,
    reason:
      'RBAC: allowed by RoleBinding "local/default" of ClusterRole "view" to ServiceAccount "local/default"',
  });
  expect((await review("system:serviceaccount:other:local")).body.status).toEqual({ allowed: false });
});

test("the default roles are there, in the words of a real server, and watched from what a list says", async () => {
  const { body } = await server.call("GET", `${rbac}/clusterroles`);
  const versions = body.items.map((role: { metadata: { resourceVersion: string } }) =>
    Number(role.metadata.resourceVersion),
  );
  expect(new Set(versions).size).toBe(body.items.length);
  expect(Math.max(...versions)).toBeLessThanOrEqual(Number(body.metadata.resourceVersion));
  const { body: view } = await server.call("GET", `${rbac}/clusterroles/view`);
  expect(view.metadata).toMatchObject({
    labels: {
      "kubernetes.io/bootstrapping": "rbac-defaults",
      "rbac.authorization.k8s.io/aggregate-to-edit": "true",
    },
    annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
  });
  expect(view.rules.length).toBeGreaterThan(5);
  const changed = await server.patch(`${rbac}/clusterroles/view`, { metadata: { labels: { mine: "yes" } } });
  expect(Number(changed.body.metadata.resourceVersion)).toBeGreaterThan(
    Number(body.metadata.resourceVersion),
  );
  expect((await server.call("DELETE", `${rbac}/clusterroles/view`)).code).toBe(200);
  expect((await server.call("GET", `${rbac}/clusterroles/view`)).code).toBe(404);
});

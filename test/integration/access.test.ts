import { beforeAll, describe, expect, test, vi } from "vitest";
import { onBothServers } from "./servers.ts";

/*
 * What users may do. Everybody but the administrator is impersonated, which both servers let the administrator do; messages are those of a real
 * server, with N for the namespace.
 */

const rbac = "rbac.authorization.k8s.io";
const rule = (apiGroups: string[], resources: string[], verbs: string[], resourceNames?: string[]) => ({
  apiGroups,
  resources,
  verbs,
  ...(resourceNames ? { resourceNames } : {}),
});

onBothServers("access", (server) => {
  let n: string;
  const policy = `/apis/${rbac}/v1`;
  const unique = (name: string) => `${name}-${n}`;

  /** The administrator's request in the name of another. */
  const as = async (
    user: string,
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ) => {
    const answer = await server.api.send(method, path.replaceAll("/N", `/${n}`), body, {
      "impersonate-user": user.replaceAll("N:", `${n}:`),
      ...more,
    });
    const message = String(answer.body?.message ?? "").replaceAll(n, "N");
    return { ...answer, message };
  };
  const must = async (path: string, body: unknown) => {
    const { status, body: answer } = await server.api.post(path, body);
    if (status !== 201) throw new Error(JSON.stringify(answer));
  };
  const role = (name: string, rules: object[]) =>
    must(`${policy}/namespaces/${n}/roles`, { metadata: { name }, rules });
  const bind = (name: string, roleRef: object, subjects: object[]) =>
    must(`${policy}/namespaces/${n}/rolebindings`, {
      metadata: { name },
      roleRef: { apiGroup: rbac, ...roleRef },
      subjects,
    });
  const user = (name: string) => ({ kind: "User", name, apiGroup: rbac });

  beforeAll(async () => {
    n = await server.namespace();
    await role("editor", [
      rule([""], ["configmaps"], ["get", "list", "create", "update", "patch", "delete"]),
      rule(["apps"], ["deployments", "*/scale"], ["get"]),
      rule([""], ["secrets"], ["get", "update"], ["mine"]),
      rule(["coordination.k8s.io"], ["leases"], ["update", "patch"]),
    ]);
    await bind("editor", { kind: "Role", name: "editor" }, [
      user("jane"),
      { kind: "Group", name: "editors", apiGroup: rbac },
      { kind: "ServiceAccount", name: "robot", namespace: n },
    ]);
    await role("grantor", [rule([rbac], ["roles", "rolebindings"], ["create", "update", "patch", "get"])]);
    await bind("grantor", { kind: "Role", name: "grantor" }, [user("grant")]);
    await bind("grantor-edits", { kind: "Role", name: "editor" }, [user("grant")]);
    await bind("dangling", { kind: "Role", name: "not-there" }, [user("lost")]);
    await bind("dangling-too", { kind: "ClusterRole", name: "not-there" }, [user("lost")]);
    await must(`${policy}/clusterroles`, {
      metadata: { name: unique("metrics") },
      rules: [{ nonResourceURLs: ["/healthz/*", "/metrics"], verbs: ["get"] }],
    });
    await must(`${policy}/clusterrolebindings`, {
      metadata: { name: unique("metrics") },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: unique("metrics") },
      subjects: [user("watcher")],
    });
    // the real server's authorizer works from a cache
    await vi.waitUntil(async () => (await as("watcher", "GET", "/healthz/ping")).status !== 403);
  });

  test.each([
    ["jane", "GET", "/api/v1/namespaces/N/configmaps"],
    ["jane", "GET", "/api/v1/namespaces/N/configmaps/kube-root-ca.crt"],
    ["jane", "GET", "/apis/apps/v1/namespaces/N/deployments/a"],
    ["jane", "GET", "/apis/apps/v1/namespaces/N/statefulsets/a/scale"],
    ["jane", "GET", "/api/v1/namespaces/N/secrets/mine"],
    ["system:serviceaccount:N:robot", "GET", "/api/v1/namespaces/N/configmaps"],
    ["watcher", "GET", "/healthz/ping"],
    ["jane", "GET", "/version"],
    ["jane", "GET", "/api"],
    ["jane", "GET", "/apis/apps/v1"],
    ["jane", "GET", "/openapi/v3"],
    ["system:anonymous", "GET", "/version"],
    ["system:anonymous", "GET", "/readyz"],
  ])("%s may %s %s", async (who, method, path) => {
    const { status } = await as(who, method, path);
    expect(status).not.toBe(403);
  });

  test("a group's members may do what the group may", async () => {
    const path = "/api/v1/namespaces/N/configmaps";
    expect((await as("kim", "GET", path, undefined, { "impersonate-group": "editors" })).status).toBe(200);
    expect((await as("kim", "GET", path)).status).toBe(403);
  });

  test.each<[string, string, string, string, unknown?]>([
    [
      "jane",
      "GET",
      "/api/v1/pods",
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    [
      "jane",
      "GET",
      "/api/v1/namespaces/N/pods?watch=1",
      'pods is forbidden: User "jane" cannot watch resource "pods" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "GET",
      "/api/v1/namespaces/N/pods/a",
      'pods "a" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "GET",
      "/api/v1/namespaces/N/pods/a/log",
      'pods "a" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "GET",
      "/api/v1/namespaces/N/configmaps/a/status",
      'configmaps "a" is forbidden: User "jane" cannot get resource "configmaps/status" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "GET",
      "/api/v1/namespaces/N/configmaps?watch=true",
      'configmaps is forbidden: User "jane" cannot watch resource "configmaps" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "DELETE",
      "/api/v1/namespaces/N/configmaps",
      'configmaps is forbidden: User "jane" cannot deletecollection resource "configmaps" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "GET",
      "/api/v1/namespaces/N/secrets",
      'secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "GET",
      "/api/v1/namespaces/N/secrets/other",
      'secrets "other" is forbidden: User "jane" cannot get resource "secrets" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "GET",
      "/api/v1/namespaces/N/secrets?fieldSelector=metadata.name%3Dmine",
      'secrets "mine" is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "PUT",
      "/apis/apps/v1/namespaces/N/deployments/a",
      'deployments.apps "a" is forbidden: User "jane" cannot update resource "deployments" in API group "apps" in the namespace "N"',
      {},
    ],
    [
      "jane",
      "GET",
      "/apis/apps/v1/namespaces/N/deployments/a/status",
      'deployments.apps "a" is forbidden: User "jane" cannot get resource "deployments/status" in API group "apps" in the namespace "N"',
    ],
    [
      "jane",
      "POST",
      "/api/v1/namespaces",
      'namespaces is forbidden: User "jane" cannot create resource "namespaces" in API group "" at the cluster scope',
      {},
    ],
    [
      "jane",
      "GET",
      "/api/v1/namespaces/N",
      'namespaces "N" is forbidden: User "jane" cannot get resource "namespaces" in API group "" in the namespace "N"',
    ],
    [
      "jane",
      "PUT",
      "/api/v1/namespaces/N/finalize",
      'namespaces "N" is forbidden: User "jane" cannot update resource "namespaces/finalize" in API group "" in the namespace "N"',
      {},
    ],
    [
      "jane",
      "GET",
      "/api/v1/nodes/a/proxy/b/c",
      'nodes "a" is forbidden: User "jane" cannot get resource "nodes/proxy" in API group "" at the cluster scope',
    ],
    [
      "jane",
      "GET",
      "/apis/none.example.com/v1/namespaces/N/things/a",
      'things.none.example.com "a" is forbidden: User "jane" cannot get resource "things" in API group "none.example.com" in the namespace "N"',
    ],
    ["jane", "GET", "/metrics", 'forbidden: User "jane" cannot get path "/metrics"'],
    ["jane", "POST", "/version", 'forbidden: User "jane" cannot post path "/version"'],
    ["jane", "GET", "/nothing/at/all", 'forbidden: User "jane" cannot get path "/nothing/at/all"'],
    [
      "<jane & co>",
      "GET",
      "/api/v1/pods",
      'pods is forbidden: User "&lt;jane &amp; co&gt;" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    [
      "lost",
      "GET",
      "/api/v1/namespaces/N/pods",
      `pods is forbidden: User "lost" cannot list resource "pods" in API group "" in the namespace "N": RBAC: [role.${rbac} "not-there" not found, clusterrole.${rbac} "not-there" not found]`,
    ],
    [
      "system:serviceaccount:N:other",
      "GET",
      "/api/v1/namespaces/N/configmaps",
      'configmaps is forbidden: User "system:serviceaccount:N:other" cannot list resource "configmaps" in API group "" in the namespace "N"',
    ],
    ["system:anonymous", "GET", "/api", 'forbidden: User "system:anonymous" cannot get path "/api"'],
  ])("%s may not %s %s", async (who, method, path, message, body) => {
    const answer = await as(who, method, path, body);
    // the order of roles that are missing is not the same from time to time on the real server
    const said = (text: string) => (who === "lost" ? [...text.split(/[[\],]+ ?/)].sort() : text);
    expect(said(answer.message)).toEqual(said(message));
    expect(answer.body).toMatchObject({ kind: "Status", code: 403, reason: "Forbidden" });
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  test("an update or an apply that comes to be a creation needs the right to create", async () => {
    const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: "a" } };
    const path = "/apis/coordination.k8s.io/v1/namespaces/N/leases/a";
    const message =
      'leases.coordination.k8s.io "a" is forbidden: User "jane" cannot create resource "leases" in API group "coordination.k8s.io" in the namespace "N"';
    expect((await as("jane", "PUT", path, lease)).message).toBe(message);
    const type = { "content-type": "application/apply-patch+yaml" };
    const applied = await as("jane", "PATCH", `${path}?fieldManager=jane`, lease, type);
    expect(applied.message).toBe(message);
  });

  describe("writers of roles and bindings", () => {
    const roles = `/apis/${rbac}/v1/namespaces/N/roles`;
    const bindings = `/apis/${rbac}/v1/namespaces/N/rolebindings`;
    const held = rule([""], ["configmaps"], ["get", "list"]);
    const more = rule([""], ["configmaps", "pods"], ["get", "watch"]);

    test("give what they have", async () => {
      expect((await as("grant", "POST", roles, { metadata: { name: "held" }, rules: [held] })).status).toBe(
        201,
      );
      const scale = rule(["apps"], ["statefulsets/scale"], ["get"]);
      const { status } = await as("grant", "POST", roles, { metadata: { name: "scale" }, rules: [scale] });
      expect(status).toBe(201);
    });

    test("give no more: it is told what they lack", async () => {
      const { message, body } = await as("grant", "POST", roles, {
        metadata: { name: "more" },
        rules: [more],
      });
      expect(message).toBe(
        `roles.${rbac} "more" is forbidden: user "grant" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n` +
          '{APIGroups:[""], Resources:["configmaps"], Verbs:["watch"]}\n' +
          '{APIGroups:[""], Resources:["pods"], Verbs:["get" "watch"]}',
      );
      expect(body).toMatchObject({
        code: 403,
        reason: "Forbidden",
        details: { name: "more", group: rbac, kind: "roles" },
      });
    });

    test("give no more by an update or a patch, and may change metadata for the garbage collector", async () => {
      await role("powerful", [rule(["*"], ["*"], ["*"])]);
      const path = `${roles}/powerful`;
      const merge = { "content-type": "application/merge-patch+json" };
      const label = await as("grant", "PATCH", path, { metadata: { labels: { a: "b" } } }, merge);
      expect(label.message).toContain('{APIGroups:["*"], Resources:["*"], Verbs:["*"]}');
      const finalizer = await as(
        "grant",
        "PATCH",
        path,
        { metadata: { finalizers: ["a.example.com/b"] } },
        merge,
      );
      expect(finalizer.status).toBe(200);
      expect((await as("grant", "PATCH", path, { rules: [held] }, merge)).status).toBe(200);
      const put = { metadata: { name: "powerful" }, rules: [more] };
      expect((await as("grant", "PUT", path, put)).status).toBe(403);
    });

    test("name the rules of paths and of single objects", async () => {
      const rules = [
        rule([""], ["secrets"], ["delete", "get"], ["mine", "theirs"]),
        rule(["apps"], ["deployments"], ["*"]),
      ];
      const { message } = await as("grant", "POST", roles, { metadata: { name: "names" }, rules });
      expect(message.split("\n").slice(1)).toEqual([
        '{APIGroups:[""], Resources:["secrets"], ResourceNames:["mine"], Verbs:["delete"]}',
        '{APIGroups:[""], Resources:["secrets"], ResourceNames:["theirs"], Verbs:["delete" "get"]}',
        '{APIGroups:["apps"], Resources:["deployments"], Verbs:["*"]}',
      ]);
    });

    test("bind roles of which they have everything, no others", async () => {
      const binding = (name: string, kind: string, to: string) => ({
        metadata: { name },
        roleRef: { apiGroup: rbac, kind, name: to },
        subjects: [user("bob")],
      });
      expect((await as("grant", "POST", bindings, binding("ok", "Role", "editor"))).status).toBe(201);
      const admin = await as("grant", "POST", bindings, binding("no", "ClusterRole", "cluster-admin"));
      expect(admin.message).toBe(
        `rolebindings.${rbac} "no" is forbidden: user "grant" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n` +
          '{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}',
      );
      const lost = await as("grant", "POST", bindings, binding("lost", "Role", "not-there"));
      expect(lost.body).toMatchObject({ code: 404, message: `rolebindings.${rbac} "not-there" not found` });
      const lostToo = await as("grant", "POST", bindings, binding("lost", "ClusterRole", "not-there"));
      expect(lostToo.body).toMatchObject({
        code: 404,
        message: `rolebindings.${rbac} "not-there" not found`,
      });
    });

    test("may do more by the verbs bind and escalate", async () => {
      await role("binder", [
        rule([rbac], ["clusterroles"], ["bind"], ["edit"]),
        rule([rbac], ["roles"], ["escalate", "update", "create"], ["any"]),
        rule([rbac], ["rolebindings"], ["create"]),
      ]);
      await bind("binder", { kind: "Role", name: "binder" }, [user("binder")]);
      await expect.poll(async () => (await as("binder", "POST", bindings, {})).status).not.toBe(403);
      const binding = (to: string) => ({
        metadata: { generateName: "b-" },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name: to },
      });
      expect((await as("binder", "POST", bindings, binding("edit"))).status).toBe(201);
      expect((await as("binder", "POST", bindings, binding("admin"))).status).toBe(403);
      await role("any", []);
      const any = { metadata: { name: "any" }, rules: [rule(["*"], ["*"], ["*"])] };
      expect((await as("binder", "PUT", `${roles}/any`, any)).status).toBe(200);
    });
  });
});

import { beforeAll, expect, test, vi } from "vitest";
import { createApi } from "./api.ts";
import { onBothServers } from "./servers.ts";

/* Whom a ServiceAccount may act as, and how the server completes the user; messages are those of a real server, with N for the namespace. */

const rbac = "rbac.authorization.k8s.io";
const authentication = "authentication.k8s.io";
const reviews = `/apis/${authentication}/v1/selfsubjectreviews`;

onBothServers("impersonation", (server) => {
  let n: string;
  let token: string;

  const ask = async (headers: Record<string, string | string[]>, bearer = server.token) => {
    const { status, body } = await server.api.send(
      "POST",
      reviews,
      {},
      {
        ...(headers as Record<string, string>),
        authorization: `Bearer ${bearer}`,
      },
    );
    return { status, user: body.status?.userInfo, message: String(body.message ?? "").replaceAll(n, "N") };
  };
  const asRobot = (headers: Record<string, string | string[]>) => ask(headers, token);

  beforeAll(async () => {
    n = await server.namespace();
    const must = async (path: string, body: unknown) => {
      const answer = await server.api.post(path, body);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    };
    const accounts = `/api/v1/namespaces/${n}/serviceaccounts`;
    await must(accounts, { metadata: { name: "robot" } });
    token = (await must(`${accounts}/robot/token`, {})).status.token;
    const rule = (apiGroups: string[], resources: string[], verbs: string[], resourceNames?: string[]) => ({
      apiGroups,
      resources,
      verbs,
      ...(resourceNames ? { resourceNames } : {}),
    });
    const name = `impersonators-${n}`;
    await must(`/apis/${rbac}/v1/clusterroles`, {
      metadata: { name },
      rules: [
        rule([""], ["users"], ["impersonate"], ["jane"]),
        rule([""], ["groups"], ["impersonate"], ["developers"]),
        rule([authentication], ["userextras/example.com/scopes"], ["impersonate"], ["view"]),
        rule([authentication], ["uids"], ["impersonate"], ["7"]),
        rule([authentication], ["users"], ["impersonate:user-info"], ["kim"]),
        rule([authentication], ["groups"], ["impersonate:user-info"]),
        rule([authentication], ["serviceaccounts"], ["impersonate:serviceaccount"]),
        rule([authentication], ["nodes"], ["impersonate:arbitrary-node"], ["worker"]),
        rule(
          [authentication],
          ["selfsubjectreviews"],
          ["user-info", "serviceaccount", "arbitrary-node"].map((mode) => `impersonate-on:${mode}:create`),
        ),
      ],
    });
    await must(`/apis/${rbac}/v1/clusterrolebindings`, {
      metadata: { name },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name: "robot", namespace: n }],
    });
    await vi.waitUntil(async () => (await asRobot({ "impersonate-user": "jane" })).status === 201);
  });

  test.each<[string, Record<string, string | string[]>, object]>([
    ["a user", { "impersonate-user": "eve" }, { username: "eve", groups: ["system:authenticated"] }],
    [
      "groups, a uid and extra values",
      {
        "impersonate-user": "eve",
        "impersonate-uid": "7",
        "impersonate-group": ["a", "b"],
        "Impersonate-Extra-Example.com%2fScopes": ["x", "y"],
      },
      {
        username: "eve",
        uid: "7",
        groups: ["a", "b", "system:authenticated"],
        extra: { "example.com/scopes": ["x", "y"] },
      },
    ],
    [
      "a group that is there anyway",
      { "impersonate-user": "eve", "impersonate-group": ["system:authenticated", "a"] },
      { username: "eve", groups: ["system:authenticated", "a"] },
    ],
    [
      "an administrator",
      { "impersonate-user": "eve", "impersonate-group": "system:masters" },
      { username: "eve", groups: ["system:masters", "system:authenticated"] },
    ],
    [
      "a ServiceAccount",
      { "impersonate-user": "system:serviceaccount:a:b" },
      {
        username: "system:serviceaccount:a:b",
        groups: ["system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated"],
      },
    ],
    [
      "a ServiceAccount in other groups",
      { "impersonate-user": "system:serviceaccount:a:b", "impersonate-group": "c" },
      { username: "system:serviceaccount:a:b", groups: ["c", "system:authenticated"] },
    ],
    [
      "what only looks like a ServiceAccount",
      { "impersonate-user": "system:serviceaccount:a:b:c" },
      { username: "system:serviceaccount:a:b:c", groups: ["system:authenticated"] },
    ],
  ])("the administrator acts as %s", async (_, headers, user) => {
    expect(await ask(headers)).toMatchObject({ status: 201, user });
  });

  test("of a group, a uid or extra values alone is a bad request", async () => {
    const { status, message } = await ask({
      "impersonate-group": 'a"b',
      "impersonate-uid": "7",
      "impersonate-extra-scopes": "x",
    });
    expect(status).toBe(400);
    expect(message).toBe(
      'requested &user.DefaultInfo{Name:"", UID:"7", Groups:[]string{"a\\"b"}, Extra:map[string][]string{"scopes":[]string{"x"}}} without impersonating a user name',
    );
  });

  test("the rights are those of who is acted as", async () => {
    const path = `/api/v1/namespaces/${n}/configmaps`;
    const answer = await server.api.get(path, { "impersonate-user": "eve" });
    expect(answer.body.message).toContain('User "eve" cannot list resource "configmaps"');
    const again = await server.api.get(path, {
      "impersonate-user": "eve",
      "impersonate-group": "system:masters",
    });
    expect(again.status).toBe(200);
  });

  test.each<[string, Record<string, string | string[]>, object]>([
    ["a user", { "impersonate-user": "jane" }, { username: "jane" }],
    [
      "one with a group, a uid and an extra value",
      {
        "impersonate-user": "jane",
        "impersonate-group": "developers",
        "impersonate-uid": "7",
        "impersonate-extra-example.com%2Fscopes": "view",
      },
      { groups: ["developers", "system:authenticated"], extra: { "example.com/scopes": ["view"] } },
    ],
    ["a user, for this request", { "impersonate-user": "kim" }, { groups: ["system:authenticated"] }],
    [
      "a user and many groups, for this request",
      { "impersonate-user": "kim", "impersonate-group": ["a", "b", "c", "d"] },
      { groups: ["a", "b", "c", "d", "system:authenticated"] },
    ],
    [
      "a ServiceAccount, for this request",
      { "impersonate-user": "system:serviceaccount:a:b" },
      { groups: ["system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated"] },
    ],
    [
      "a node, for this request",
      { "impersonate-user": "system:node:worker" },
      { groups: ["system:nodes", "system:authenticated"] },
    ],
  ])("who may impersonate acts as %s", async (_, headers, user) => {
    expect(await asRobot(headers)).toMatchObject({ status: 201, user });
  });

  const cannot = (verb: string, what: string) =>
    `User "system:serviceaccount:N:robot" cannot ${verb} resource ${what} at the cluster scope`;
  test.each<[string, Record<string, string | string[]>, string]>([
    [
      "another user",
      { "impersonate-user": "eve" },
      `users.${authentication} "eve" is forbidden: ${cannot("impersonate:user-info", `"users" in API group "${authentication}"`)}`,
    ],
    [
      "an administrator",
      { "impersonate-user": "kim", "impersonate-group": "system:masters" },
      `groups.${authentication} "system:masters" is forbidden: ${cannot("impersonate:user-info", `"groups" in API group "${authentication}"`)}: impersonating the system:masters group is not allowed`,
    ],
    [
      "a user with another uid",
      { "impersonate-user": "kim", "impersonate-uid": "9" },
      `uids.${authentication} "9" is forbidden: ${cannot("impersonate:user-info", `"uids" in API group "${authentication}"`)}`,
    ],
    [
      "a user with other extra values",
      { "impersonate-user": "kim", "impersonate-extra-example.com%2Fscopes": "edit" },
      `userextras.${authentication} "edit" is forbidden: ${cannot("impersonate:user-info", `"userextras/example.com/scopes" in API group "${authentication}"`)}`,
    ],
    [
      "another node",
      { "impersonate-user": "system:node:other" },
      `nodes.${authentication} "other" is forbidden: ${cannot("impersonate:arbitrary-node", `"nodes" in API group "${authentication}"`)}`,
    ],
  ])("who may impersonate some may not act as %s", async (_, headers, message) => {
    expect(await asRobot(headers)).toMatchObject({ status: 403, message });
  });

  test("what is allowed for one request is not for another", async () => {
    const api = createApi({ ...server, url: server.url, ca: server.ca, token });
    try {
      const { body } = await api.get("/api/v1/pods", { "impersonate-user": "kim" });
      expect(body.message.replaceAll(n, "N")).toBe(
        `pods is forbidden: ${cannot("impersonate-on:user-info:list", '"pods" in API group ""')}`,
      );
      const path = await api.get("/version", { "impersonate-user": "kim" });
      expect(path.body.message.replaceAll(n, "N")).toBe(
        'forbidden: User "system:serviceaccount:N:robot" cannot impersonate-on:user-info:get path "/version"',
      );
    } finally {
      api.close();
    }
  });
});

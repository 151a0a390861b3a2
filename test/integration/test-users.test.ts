import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { controller, operator } from "../../src/index.ts";
import { ConfigMap, Secret } from "../../src/k8s/core/v1.ts";
import { writeYaml } from "../../src/kube/yaml.ts";
import { eventually, startEnvironment, until, type Environment } from "../../src/testing/index.ts";
import { createApi } from "./api.ts";
import { onBothServers } from "./servers.ts";

/* Users of the test kit and their roles, and an operator that has no more rights than its ServiceAccount; the sandbox of a kit's own is in test/unit/testing. */

const rbac = "rbac.authorization.k8s.io";

onBothServers("a user of the test kit", (server) => {
  let n: string;
  let folder: string;
  let environment: Environment;
  beforeAll(async () => {
    n = await server.namespace();
    folder = await mkdtemp(join(tmpdir(), "kubewright-roles-"));
    const metadata = { namespace: n, name: "copier" };
    const roleRef = { apiGroup: rbac, kind: "Role", name: "copier" };
    await writeFile(
      join(folder, "roles.yaml"),
      [
        { apiVersion: "v1", kind: "ServiceAccount", metadata },
        {
          apiVersion: `${rbac}/v1`,
          kind: "Role",
          metadata,
          rules: [
            {
              apiGroups: [""],
              resources: ["configmaps"],
              verbs: ["get", "list", "watch", "create", "patch"],
            },
          ],
        },
        {
          apiVersion: `${rbac}/v1`,
          kind: "RoleBinding",
          metadata,
          roleRef,
          subjects: [
            { kind: "ServiceAccount", ...metadata },
            { kind: "Group", apiGroup: rbac, name: "developers" },
          ],
        },
        { apiVersion: "apps/v1", kind: "Deployment", metadata },
      ]
        .map(writeYaml)
        .join("---\n"),
    );
    environment = await startEnvironment({ kubeconfig: server.kubeconfig(), roles: folder });
  });
  afterAll(async () => {
    await environment.stop();
    await rm(folder, { recursive: true });
  });

  test("may do what the roles of the groups allow, and gets 403 for the rest", async () => {
    const jane = await environment.as({ name: "jane", groups: ["developers"] });
    await eventually(() => jane.client.list(ConfigMap, { namespace: n }));
    await expect(jane.client.list(Secret, { namespace: n })).rejects.toMatchObject({
      code: 403,
      message: expect.stringContaining('User "jane" cannot list resource "secrets"') as unknown,
    });
    const kim = await environment.as({ name: "kim" });
    await expect(kim.client.list(ConfigMap, { namespace: n })).rejects.toMatchObject({ code: 403 });
    expect(jane.kubeconfig).not.toBe(environment.kubeconfig);
  });

  test("is refused where it names nobody", async () => {
    for (const user of [{ name: "" }, { serviceAccount: "no-namespace" }, { serviceAccount: "a/b/c" }])
      await expect(environment.as(user)).rejects.toMatchObject({ code: "TEST_USER" });
  });

  test("is an operator that works as its ServiceAccount, as far as its role goes", async () => {
    const copies = controller(ConfigMap, {
      predicate: ({ object }) => object.metadata.labels?.copy === "yes",
    }).reconcile(async ({ object, client }) => {
      const { name, namespace } = object.metadata;
      await client.apply(ConfigMap, {
        metadata: { name: `${name}-copy`, namespace },
        data: object.data ?? {},
      });
      const secret = { metadata: { name: `${name}-secret`, namespace } };
      const refused = await client.apply(Secret, secret).catch((error: Error) => error.message);
      await client.apply(ConfigMap, {
        metadata: { name: `${name}-refused`, namespace },
        data: { why: String(refused) },
      });
    });
    const as = await environment.as({ serviceAccount: `${n}/copier` });
    await eventually(() => as.client.list(ConfigMap, { namespace: n }));
    environment.run(operator({ name: "copier", namespaces: [n], controllers: [copies] }), { as });
    const labels = { copy: "yes" };
    await environment.client.apply(ConfigMap, {
      metadata: { name: "one", namespace: n, labels },
      data: { a: "b" },
    });
    const { connection } = environment;
    await until(connection, ConfigMap, { namespace: n, name: "one-copy" }, (found) => found?.data?.a === "b");
    await until(connection, ConfigMap, { namespace: n, name: "one-refused" }, (found) =>
      Boolean(
        found?.data?.why?.includes(
          `secrets "one-secret" is forbidden: User "system:serviceaccount:${n}:copier" cannot patch resource "secrets" in API group "" in the namespace "${n}"`,
        ),
      ),
    );
  });

  test("has the same rights with a token of its ServiceAccount", async () => {
    const path = `/api/v1/namespaces/${n}/serviceaccounts/copier/token`;
    const { body } = await server.api.post(path, { spec: { expirationSeconds: 3600 } });
    const api = createApi({ url: server.url, ca: server.ca, token: body.status.token });
    try {
      expect((await api.get(`/api/v1/namespaces/${n}/configmaps`)).status).toBe(200);
      expect((await api.get(`/api/v1/namespaces/${n}/secrets`)).body.message).toBe(
        `secrets is forbidden: User "system:serviceaccount:${n}:copier" cannot list resource "secrets" in API group "" in the namespace "${n}"`,
      );
    } finally {
      api.close();
    }
  });
});

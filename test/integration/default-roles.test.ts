import { expect, test } from "vitest";
import { readBuiltInSchemas } from "../../src/k8s/built-in.ts";
import type { ApiObject } from "../../src/sandbox/api-object.ts";
import { aggregatedRules } from "../../src/sandbox/auth/rbac/aggregated-rules.ts";
import { onBothServers } from "./servers.ts";

/* Every default role and binding is on both servers as the record has it: content, labels, annotations, and who owns which field. */

onBothServers("the default roles", (server) => {
  const policy = readBuiltInSchemas().bootstrapPolicy();

  test.each(Object.keys(policy) as (keyof typeof policy)[])("%s", async (plural) => {
    const { body } = await server.api.get(`/apis/rbac.authorization.k8s.io/v1/${plural}`);
    const found = new Map<string, object>(
      body.items.map((item: { metadata: { name: string; namespace?: string } }) => [
        `${item.metadata.namespace ?? ""}/${item.metadata.name}`,
        item,
      ]),
    );
    for (const { metadata, ...content } of policy[plural]) {
      const { name, namespace = "" } = metadata;
      const object = found.get(`${namespace}/${name}`) as {
        metadata: { managedFields: { manager: string; time?: string; fieldsV1: object }[] };
        rules?: object[];
      };
      expect(object, name).toMatchObject({ metadata, ...content });
      const aggregates = content.aggregationRule !== undefined;
      const aggregated = ["clusterrole-aggregation-controller"].filter(
        () => aggregates && server.controllers,
      );
      expect(object.metadata.managedFields.map(({ manager }) => manager)).toEqual([
        ...aggregated,
        "kube-apiserver",
      ]);
      expect(object.metadata.managedFields.at(-1)?.fieldsV1).toEqual({
        "f:metadata": {
          ...(metadata.annotations ? { "f:annotations": fieldsOf(metadata.annotations) } : {}),
          ...(metadata.labels ? { "f:labels": fieldsOf(metadata.labels) } : {}),
        },
        ...Object.fromEntries(
          Object.entries(content).map(([key, value]) => [
            `f:${key}`,
            key === "aggregationRule" ? fieldsOf(value as object) : {},
          ]),
        ),
      });
    }
  });

  test("aggregated roles have the rules of those that they select, in the same order", async () => {
    if (!server.controllers) return;
    const roles = policy.clusterroles as unknown as ApiObject[];
    const expected = Object.fromEntries(
      roles
        .filter(({ aggregationRule }) => aggregationRule)
        .map((role) => [role.metadata.name, aggregatedRules(role, roles)]),
    );
    expect(Object.keys(expected).sort()).toEqual(["admin", "edit", "view"]);
    for (const [name, rules] of Object.entries(expected)) {
      const { body } = await server.api.get(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`);
      expect(body.rules, name).toEqual(rules);
    }
  });
});

function fieldsOf(value: object): object {
  return { ".": {}, ...Object.fromEntries(Object.keys(value).map((key) => [`f:${key}`, {}])) };
}

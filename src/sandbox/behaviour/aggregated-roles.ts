import { equalJson } from "../../base/json.ts";
import { aggregatedRules } from "../auth/rbac/aggregated-rules.ts";
import type { Cluster } from "./cluster.ts";
import type { Registry } from "../registry/registry.ts";
import { internalWrite } from "../registry/registry.ts";
import { WorkLoop } from "./work-loop.ts";

const manager = "clusterrole-aggregation-controller";
const collection = "clusterroles.rbac.authorization.k8s.io";

/**
 * Gives ClusterRoles with an `aggregationRule` the rules of those that it selects, at each change of one.
 * Follows k8s.io/kubernetes/pkg/controller/clusterroleaggregation. Returns how to stop.
 */
export function startAggregatedRoles({ registry, logger }: Cluster): () => void {
  const resource = registry.resource("rbac.authorization.k8s.io", "v1", "clusterroles");
  const loop = new WorkLoop<"all">({
    clock: registry.clock,
    logger,
    keyOf: (key) => key,
    work: () => {
      for (const { aggregationRule, metadata } of registry.store.list(collection))
        if (aggregationRule) aggregate(registry, metadata.name ?? "");
    },
  });
  const stop = registry.observe(resource, () => loop.add("all"));
  return () => {
    stop();
    loop.stop();
  };
}

function aggregate(registry: Registry, name: string): void {
  const roles = registry.store.list(collection);
  const role = roles.find(({ metadata }) => metadata.name === name);
  const rules = role && aggregatedRules(role, roles);
  if (!rules || equalJson(rules, role.rules ?? [])) return;
  const resource = registry.resource("rbac.authorization.k8s.io", "v1", "clusterroles");
  const value = { apiVersion: resource.apiVersion, kind: resource.kind, metadata: { name }, rules };
  const body = { value, text: JSON.stringify(value), duplicates: [] };
  const write = internalWrite(manager);
  registry.patch(resource, { namespace: undefined, name, type: "apply", body, force: true, write });
}

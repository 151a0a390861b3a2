import { updateManagedFields } from "../../kube/patch/managed-fields.ts";
import type { ApiObject } from "../api-object.ts";
import type { RegistryContext } from "./context.ts";
import { parentEntries, scaleEntries } from "./scale-fields.ts";
import { replicasPath, scaleOf } from "./scale.ts";
import type { ServedResource } from "./served-resource.ts";

/**
 * The object with its managedFields after a PUT or PATCH of its `/scale`. What is tracked is the Scale, which nobody manages where nobody
 * manages the replicas; of an owner by the main endpoint the server makes a second entry without a time, also when nothing has changed.
 * Follows scaleUpdatedObjectInfo of k8s.io/kubernetes/pkg/registry/apps/deployment/storage and of apiextensions-apiserver's customresource/etcd.go.
 */
export function trackScale(
  context: RegistryContext,
  resource: ServedResource,
  options: { before: ApiObject; after: ApiObject; manager: string },
): ApiObject {
  const { before, after, manager } = options;
  const place = { path: replicasPath(resource), apiVersion: resource.apiVersion };
  const known = before.metadata.managedFields ?? [];
  const entries = scaleEntries(known, place);
  const scale = scaleOf(resource, before);
  const { schema, resolve } = scaleSchema(context);
  const { metadata } = updateManagedFields<ApiObject>({
    before: { ...scale, metadata: { ...scale.metadata, managedFields: entries } },
    after: scaleOf(resource, after),
    manager,
    operation: "Update",
    schema,
    ...(resolve ? { resolve } : {}),
    apiVersion: scale.apiVersion,
    subresource: "scale",
    now: new Date(context.clock.now()),
  });
  const managedFields = parentEntries(known, { ...place, scale: metadata.managedFields ?? [] });
  return { ...after, metadata: { ...after.metadata, managedFields } };
}

/** The schema of autoscaling/v1 Scale, which Deployments take. */
export function scaleSchema({
  table,
}: RegistryContext): Pick<ServedResource["strategy"], "schema" | "resolve"> {
  const deployments = table.find("apps", "v1", "deployments");
  const kind = deployments?.subresources.find(({ name }) => name === "scale")?.takes;
  if (!kind) throw new Error("Deployments have no scale");
  return kind.strategy;
}

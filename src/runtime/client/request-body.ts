import { resourcePath } from "../../kube/gvk.ts";
import type { KubernetesList, KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { DeleteOptions, ListOptions, Patch } from "./call-options.ts";
import { onlyMetadataOf } from "./metadata-only.ts";
import { withQuery } from "./query.ts";

/** Path and query of a collection, in one namespace or in all. */
export function collectionPath(resource: Resource, options: ListOptions): string {
  const { namespace, labelSelector, fieldSelector, limit, continue: token } = options;
  const { resourceVersion, resourceVersionMatch } = options;
  const path = resourcePath(resource, namespace && resource.scope === "Namespaced" ? { namespace } : {});
  return withQuery(path, {
    labelSelector,
    fieldSelector,
    limit,
    continue: token,
    resourceVersion,
    resourceVersionMatch,
  });
}

/**
 * The object with the kind and apiVersion that the server demands of a body.
 *
 * @throws TypeError when only its metadata is known: everything else would be taken away
 */
export function identify(resource: Resource, object: object): object {
  if (resource.metadataOnly)
    throw new TypeError(
      `cannot send a ${resource.kind} of which only the metadata is known: patch it instead`,
    );
  return { ...object, apiVersion: resource.apiVersion, kind: resource.kind };
}

/** Makes a list whole in place: the server leaves kind and apiVersion out of its items, and Go may write no items as null. */
export function completeList(resource: Resource, list: KubernetesList): void {
  list.items ??= [];
  list.items = list.items.map((item) => completeItem(resource, item));
  if (!resource.metadataOnly) return;
  list.kind = `${resource.kind}List`;
  list.apiVersion = resource.apiVersion;
}

/** An item of a list as what it is. */
export function completeItem(resource: Resource, item: KubernetesObject): KubernetesObject {
  if (resource.metadataOnly) return onlyMetadataOf(resource, item);
  item.apiVersion ??= resource.apiVersion;
  item.kind ??= resource.kind;
  return item;
}

/** Body and media type of a patch. */
export function patchBody(patch: Patch): { body: unknown; contentType: string } {
  if ("json" in patch) return { body: patch.json, contentType: "application/json-patch+json" };
  if ("merge" in patch) return { body: patch.merge, contentType: "application/merge-patch+json" };
  return { body: patch.strategic, contentType: "application/strategic-merge-patch+json" };
}

/** meta/v1 DeleteOptions. */
export function deleteBody({
  dryRun,
  propagationPolicy,
  gracePeriodSeconds,
  preconditions,
}: DeleteOptions): object {
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    ...(dryRun ? { dryRun: ["All"] } : {}),
    ...(propagationPolicy ? { propagationPolicy } : {}),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions ? { preconditions } : {}),
  };
}

import { updateManagedFields } from "../../kube/patch/managed-fields.ts";
import type { ApiObject } from "../api-object.ts";
import type { RegistryContext } from "./context.ts";
import type { ServedResource } from "./served-resource.ts";

/**
 * The object with its managedFields after a create (no `before`), an update or a patch. An object that has none
 * is not tracked until somebody applies it. Follows managedfields' skipnonapplied.go and the handlers' order:
 * what the server itself sets afterwards belongs to nobody.
 */
export function trackFields(
  context: RegistryContext,
  resource: ServedResource,
  options: { before: ApiObject | undefined; after: ApiObject; manager: string; subresource?: string | undefined },
): ApiObject {
  const { before, after, manager, subresource } = options;
  const { strategy } = resource;
  if (before && !before.metadata.managedFields?.length) return after;
  const tracked = updateManagedFields<ApiObject>({
    before: before ?? strategy.zero,
    after,
    manager,
    operation: "Update",
    schema: strategy.schema,
    ...(strategy.resolve ? { resolve: strategy.resolve } : {}),
    resetFields: strategy.resetFields(subresource === "scale" ? undefined : subresource),
    apiVersion: resource.apiVersion,
    ...(subresource ? { subresource } : {}),
    now: new Date(context.clock.now()),
  });
  return subresource === "scale" && strategy.custom ? withoutScaler(tracked) : tracked;
}

/** The server does not record who scaled a custom resource, though it takes the field from its owner. */
function withoutScaler(object: ApiObject): ApiObject {
  const managedFields = (object.metadata.managedFields ?? []).filter((entry) => entry.subresource !== "scale");
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

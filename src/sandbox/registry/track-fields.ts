import { updateManagedFields } from "../../kube/patch/managed-fields.ts";
import type { ApiObject } from "../api-object.ts";
import type { RegistryContext } from "./context.ts";
import type { ServedResource } from "./served-resource.ts";
import { trackScale } from "./track-scale.ts";

/**
 * The object with its managedFields after a create (no `before`), an update or a patch. An object that has none
 * is not tracked until somebody applies it. Follows managedfields' skipnonapplied.go and the handlers' order:
 * what the server itself sets afterwards belongs to nobody.
 */
export function trackFields(
  context: RegistryContext,
  resource: ServedResource,
  options: {
    before: ApiObject | undefined;
    after: ApiObject;
    manager: string;
    subresource?: string | undefined;
  },
): ApiObject {
  const { before, after, manager, subresource } = options;
  const { strategy } = resource;
  const known = [before, subresource === undefined ? after : undefined];
  if (before && !known.some((object) => object?.metadata.managedFields?.length)) return after;
  if (before && subresource === "scale") return trackScale(context, resource, { before, after, manager });
  const { metadata } = updateManagedFields<ApiObject>({
    before: before ?? strategy.zero,
    after,
    manager,
    operation: "Update",
    schema: strategy.schema,
    ...(strategy.resolve ? { resolve: strategy.resolve } : {}),
    ...(strategy.convert && !strategy.custom ? { convert: strategy.convert } : {}),
    ...(strategy.otherVersion
      ? { otherVersion: (version) => strategy.otherVersion?.(version, subresource) }
      : {}),
    resetFields: strategy.resetFields(subresource),
    apiVersion: resource.apiVersion,
    asText: strategy.custom,
    memory: context.fields,
    ...(subresource ? { subresource } : {}),
    now: new Date(context.clock.now()),
  });
  const { managedFields: _, ...rest } = after.metadata;
  const managedFields = metadata.managedFields ? { managedFields: metadata.managedFields } : {};
  return { ...after, metadata: { ...rest, ...managedFields } };
}

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
  const resetFields = strategy.resetFields(subresource === "scale" ? undefined : subresource);
  const { metadata } = updateManagedFields<ApiObject>({
    before: before ?? strategy.zero,
    after,
    manager,
    operation: "Update",
    schema: strategy.schema,
    ...(strategy.resolve ? { resolve: strategy.resolve } : {}),
    ...(strategy.otherVersion
      ? { otherVersion: (version) => strategy.otherVersion?.(version, subresource) }
      : {}),
    resetFields,
    apiVersion: resource.apiVersion,
    asText: strategy.custom,
    ...(subresource ? { subresource } : {}),
    now: new Date(context.clock.now()),
  });
  const { managedFields: _, ...rest } = after.metadata;
  const managedFields = metadata.managedFields ? { managedFields: metadata.managedFields } : {};
  const tracked = { ...after, metadata: { ...rest, ...managedFields } };
  return subresource === "scale" ? asScaled(tracked, strategy.custom) : tracked;
}

/**
 * The server says of a built-in object that it was scaled, but not when; of a custom one it does not say so at all,
 * though the field is taken from its owner.
 */
function asScaled(object: ApiObject, custom: boolean): ApiObject {
  const entries = object.metadata.managedFields ?? [];
  const scalers = entries.filter((entry) => entry.subresource === "scale");
  const applied = entries.filter((entry) => entry.operation === "Apply" && !scalers.includes(entry));
  const updated = entries.filter((entry) => entry.operation === "Update" && !scalers.includes(entry));
  const timeless = scalers.map(({ time: _, ...entry }) => entry);
  const managedFields = [...applied, ...(custom ? [] : timeless), ...updated];
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

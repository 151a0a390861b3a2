import { labelRequirements, matchesLabels, type LabelSelector } from "../../kube/selector.ts";
import type { ApiObject } from "../api-object.ts";
import { storeKey, type ServedResource } from "../registry/served-resource.ts";
import type { World } from "./match-request.ts";
import type { Binding, ParamKind, ParamRef } from "./policy.ts";

/** Why a policy or a binding cannot be used as it is. */
export class ConfigurationError extends Error {}

/**
 * The resource of a policy's parameters; undefined for a policy without.
 *
 * @throws ConfigurationError when nothing of that kind is served.
 */
export function paramResource(paramKind: ParamKind | undefined, world: World): ServedResource | undefined {
  if (!paramKind) return undefined;
  const { apiVersion, kind } = paramKind;
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  const found = world.table.findKind(group, kind, version);
  if (found) return found;
  throw new ConfigurationError(
    `failed to find resource referenced by paramKind: '${group}/${version}, Kind=${kind}'`,
  );
}

/**
 * The parameters with which a policy is evaluated for a binding: once with each; null where it has none. Follows CollectParams of
 * k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go.
 *
 * @throws ConfigurationError
 */
export function findParams(
  { paramRef }: Binding,
  options: { resource: ServedResource | undefined; namespace: string; world: World },
): readonly (ApiObject | null)[] {
  const { resource, world } = options;
  if (!resource || !paramRef) return [null];
  const namespace = paramNamespace(paramRef, { ...options, resource });
  const found = paramRef.name
    ? oneParam(resource, world, storeKey(namespace, paramRef.name))
    : selectParams(resource, world, { selector: paramRef.selector ?? {}, namespace });
  if (found.length === 0 && paramRef.parameterNotFoundAction === "Deny")
    throw new ConfigurationError("no params found for policy binding with `Deny` parameterNotFoundAction");
  return found;
}

function paramNamespace(
  { namespace: own = "" }: ParamRef,
  { resource, namespace }: { resource: ServedResource; namespace: string },
): string | undefined {
  if (!resource.namespaced) {
    if (own)
      throw new ConfigurationError(
        "paramRef.namespace must not be provided for a cluster-scoped `paramKind`",
      );
    return undefined;
  }
  if (own || namespace) return own || namespace;
  throw new ConfigurationError(
    "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources",
  );
}

function oneParam({ collection, strategy }: ServedResource, { store }: World, key: string): ApiObject[] {
  const stored = store.get(collection, key);
  return stored ? [strategy.toServed(stored)] : [];
}

function selectParams(
  { collection, strategy }: ServedResource,
  { store }: World,
  options: { selector: LabelSelector; namespace: string | undefined },
): ApiObject[] {
  const requirements = labelRequirements(options.selector);
  return store
    .list(collection, options.namespace === undefined ? {} : { prefix: `${options.namespace}/` })
    .filter(({ metadata }) => matchesLabels(requirements, metadata.labels ?? {}))
    .map((stored) => strategy.toServed(stored));
}

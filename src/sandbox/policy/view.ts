import type { JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { notFound, notImplemented } from "../status-error.ts";
import type { Store } from "../store/store.ts";

/** The objects of a request, in the version in which it matched. */
export interface Versioned {
  readonly resource: ServedResource;
  readonly object: ApiObject | undefined;
  readonly oldObject: ApiObject | undefined;
}

/** An object of one version in another. What is a view of another kind (Scale) is the same in all. */
export function inVersion(
  object: ApiObject | undefined,
  versions: { from: ServedResource; to: ServedResource; subresource: string },
): ApiObject | undefined {
  const { from, to, subresource } = versions;
  if (!object || from === to || (subresource !== "" && subresource !== "status")) return object;
  if (to.missing) throw notImplemented(to.missing);
  if (from.strategy.convert) return from.strategy.convert(object, to.apiVersion);
  return to.strategy.toServed(from.strategy.toStored(object));
}

/** The objects of a request that matched as `resource`, in its version. */
export function versionedAs(resource: ServedResource, attributes: AdmissionAttributes): Versioned {
  const { resource: from, subresource } = attributes;
  const view = (object: ApiObject | undefined) => inVersion(object, { from, to: resource, subresource });
  return { resource, object: view(attributes.object), oldObject: view(attributes.oldObject) };
}

/**
 * The namespace that a request is in; undefined for one in none, and for one about a namespace.
 *
 * @throws StatusError 404
 */
export function namespaceOf(
  { namespace, resource }: AdmissionAttributes,
  store: Store,
): ApiObject | undefined {
  if (namespace === "" || resource.collection === "namespaces") return undefined;
  const found = store.get("namespaces", namespace);
  if (!found) throw notFound({ group: "", resource: "namespaces" }, namespace);
  return found;
}

/** admission.k8s.io/v1 AdmissionRequest without uid and objects, as it is for a request that matched as `resource`. */
export function admissionRequest(attributes: AdmissionAttributes, resource: ServedResource): JsonObject {
  const { subresource, name, namespace, operation, user, dryRun, options } = attributes;
  const requested = attributes.resource;
  return {
    kind: kindOf(resource, subresource),
    resource: resourceOf(resource),
    ...(subresource ? { subResource: subresource } : {}),
    requestKind: kindOf(requested, subresource),
    requestResource: resourceOf(requested),
    ...(subresource ? { requestSubResource: subresource } : {}),
    ...(name ? { name } : {}),
    ...(namespace ? { namespace } : {}),
    operation,
    userInfo: {
      ...(user.username ? { username: user.username } : {}),
      ...(user.uid ? { uid: user.uid } : {}),
      ...(user.groups?.length ? { groups: user.groups } : {}),
      ...(Object.keys(user.extra ?? {}).length ? { extra: user.extra } : {}),
    },
    dryRun,
    options: Object.keys(options).length ? options : null,
  };
}

/** The kind that a request is about: a subresource may have another one than the resource. */
function kindOf(resource: ServedResource, subresource: string): JsonObject {
  const own = resource.subresources.find(({ name }) => name === subresource)?.kind;
  const { group, version, kind } = own ?? resource;
  return { group, version, kind };
}

function resourceOf({ group, version, plural }: ServedResource): JsonObject {
  return { group, version, resource: plural };
}

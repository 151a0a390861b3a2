import { conflict, type StatusError } from "../status-error.ts";
import { resourceName, storeKey, type ServedResource } from "./served-resource.ts";

/** 409: a uid in what is put says which object is meant, and it is another one, or none. */
export function otherUid(
  resource: ServedResource,
  options: { namespace: string | undefined; name: string; uid: string; found: string; dryRun: boolean },
): StatusError {
  const { namespace, name, uid, found, dryRun } = options;
  const { custom } = resource.strategy;
  const grouped = custom || /^api(extensions|registration)\.k8s\.io$/.test(resource.group);
  const folder = grouped
    ? `${resource.group}/${resource.plural}`
    : (folders[resource.plural] ?? resource.plural);
  // a dry run does not get as far as the storage, which has the prefix
  const prefix = dryRun ? "" : "/registry";
  const where = `${prefix}/${folder}/${storeKey(resource.namespaced ? namespace : undefined, name)}`;
  const detail = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${found}`;
  const message = `StorageError: invalid object, Code: 4, Key: ${where}, ResourceVersion: 0, AdditionalErrorMsg: ${detail}`;
  return conflict(resourceName(resource), { name, message });
}

/** Where the server keeps what it does not keep under its plural (default_storage_factory_builder.go of k8s.io/kubernetes/pkg/kubeapiserver). */
const folders: Readonly<Record<string, string>> = {
  replicationcontrollers: "controllers",
  endpoints: "services/endpoints",
  nodes: "minions",
  services: "services/specs",
  ingresses: "ingress",
};

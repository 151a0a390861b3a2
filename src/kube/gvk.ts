/** Group, version and kind: what an object says it is. The core group is "". */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Group, version and plural name: where the API server serves it. */
export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** `v1` for the core group, else `group/version`. */
export function apiVersionOf(gv: { readonly group: string; readonly version: string }): string {
  return gv.group === "" ? gv.version : `${gv.group}/${gv.version}`;
}

/** The group and version of an `apiVersion`. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/**
 * Path of a collection or an object below the server's root, for example
 * `/apis/apps/v1/namespaces/default/deployments/web/status`. Each segment is percent-encoded.
 */
export function resourcePath(
  gvr: GroupVersionResource,
  target: { namespace?: string; name?: string; subresource?: string } = {},
): string {
  const { group, version, plural } = gvr;
  const { namespace, name, subresource } = target;
  let path = group === "" ? `/api/${segment(version)}` : `/apis/${segment(group)}/${segment(version)}`;
  if (namespace) path += `/namespaces/${segment(namespace)}`;
  path += `/${segment(plural)}`;
  if (name) path += `/${segment(name)}`;
  if (name && subresource) path += `/${subresource.split("/").map(segment).join("/")}`;
  return path;
}

/** Names are mostly of letters that need no encoding, and a path is made for each request. */
function segment(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : encodeURIComponent(text);
}

/** What an HTTP request to an API server is about, in the words of RBAC: a resource, or a path that is none. */
export type Access =
  | {
      readonly verb: string;
      /** `""` for the core group. */
      readonly apiGroup: string;
      readonly apiVersion: string;
      /** The plural. */
      readonly resource: string;
      readonly subresource?: string;
      readonly namespace?: string;
      readonly name?: string;
    }
  | { readonly verb: string; readonly path: string };

const verbs: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};
/** They are below the Namespace itself; anything else there is a resource in it. */
const ofNamespaces = ["status", "finalize"];

/**
 * What a request asks for. Ports RequestInfoFactory.NewRequestInfo (k8s.io/apiserver/pkg/endpoints/request/requestinfo.go), without its deprecated
 * paths (`/watch/`, `/proxy/`), which no client of ours uses.
 *
 * @example
 * accessOf("GET", "/apis/apps/v1/namespaces/default/deployments?watch=true");
 * // { verb: "watch", apiGroup: "apps", apiVersion: "v1", resource: "deployments", namespace: "default" }
 */
export function accessOf(method: string, target: string): Access {
  const [path = "", query = ""] = target.split("?", 2);
  const verb = verbs[method] ?? method.toLowerCase();
  const parts = path.split("/").filter(Boolean).map(decode);
  const [root, ...rest] = parts;
  const apiGroup = root === "api" ? "" : root === "apis" ? rest.shift() : undefined;
  const apiVersion = rest.shift();
  if (apiGroup === undefined || apiVersion === undefined || rest.length === 0) return { verb, path };
  const inNamespace = rest[0] === "namespaces" && rest.length > 2 && !ofNamespaces.includes(rest[2] ?? "");
  const namespace = inNamespace ? rest[1] : undefined;
  const [resource = "", name, subresource] = inNamespace ? rest.slice(2) : rest;
  // a Namespace is in itself
  const place = resource === "namespaces" && !inNamespace ? name : namespace;
  return {
    verb: name === undefined ? collectionVerb(verb, query) : verb,
    apiGroup,
    apiVersion,
    resource,
    ...(subresource ? { subresource } : {}),
    ...(place ? { namespace: place } : {}),
    ...namedIn(name, { verb, query }),
  };
}

function collectionVerb(verb: string, query: string): string {
  if (verb === "get") return isWatch(query) ? "watch" : "list";
  return verb === "delete" ? "deletecollection" : verb;
}

/** A list or watch of one object by its field selector is about that name. */
function namedIn(
  name: string | undefined,
  { verb, query }: { verb: string; query: string },
): { name?: string } {
  if (name !== undefined) return { name };
  if (!query || (verb !== "get" && verb !== "delete")) return {};
  const selector = new URLSearchParams(query).get("fieldSelector") ?? "";
  const selected = /(?:^|,)metadata\.name==?([^,]+)(?:,|$)/.exec(selector)?.[1];
  return selected ? { name: selected } : {};
}

function isWatch(query: string): boolean {
  if (!query.includes("watch")) return false;
  const value = new URLSearchParams(query).get("watch");
  return value !== null && value !== "false" && value !== "0";
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

import { apiVersionOf } from "../../kube/gvk.ts";
import type { Resource } from "../../kube/resource.ts";
import type { TransportRequest } from "../client/transport-request.ts";
import type { Write } from "./write-object.ts";

const verbs: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** What a request made by hand may change; undefined for one that reads, stores nothing, or is about no object. */
export function requestedWrite({ method, path }: TransportRequest): Omit<Write<unknown>, "send"> | undefined {
  const verb = verbs[method];
  const { pathname, searchParams } = new URL(path, "http://server");
  const match = pattern.exec(pathname)?.groups;
  if (!verb || !match || searchParams.has("dryRun")) return undefined;
  const { group = "", version = "", namespace, plural = "", name } = match;
  const apiVersion = apiVersionOf({ group, version });
  const resource = {
    group,
    version,
    apiVersion,
    plural,
    kind: "",
    scope: namespace ? "Namespaced" : "Cluster",
  };
  return {
    verb,
    resource: resource as Resource,
    place: { namespace: namespace && decodeURIComponent(namespace), name: name && decodeURIComponent(name) },
    effect: "unknown",
  };
}

const pattern =
  /^\/(?:api|apis\/(?<group>[^/]+))\/(?<version>[^/]+)(?:\/namespaces\/(?<namespace>[^/]+)(?=\/[^/]+))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?/;

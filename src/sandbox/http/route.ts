import type { ResourceTable } from "../registry/resource-table.ts";
import { resourceName, type ServedResource } from "../registry/served-resource.ts";
import { badRequest, methodNotAllowed, noSuchResource, notFound, StatusError } from "../status-error.ts";
import type { RequestInfo, Verb } from "./request-info.ts";

/** A resource and what is to be done with it. */
export interface Route {
  readonly resource: ServedResource;
  readonly verb: Verb;
}

/**
 * The route of a request; undefined where the path is none that the server knows, and it says so without a Status.
 * Built-in resources have routes for each shape of path and method (github.com/emicklei/go-restful); custom resources have
 * one handler for all (k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go), which `warn`s of a deprecated version
 * before it looks at what is asked of it.
 */
export function routeOf(
  table: ResourceTable,
  { info, method, warn }: { info: RequestInfo; method: string; warn: (message: string) => void },
): Route | undefined {
  const { group, version, resource: plural, name } = info;
  const resource = table.find(group, version, plural);
  if (resource) {
    const route = resource.strategy.custom
      ? customRoute(resource, { info, warn })
      : builtInRoute(resource, { info, method });
    if (route && name !== undefined) checkSegment(name);
    return route;
  }
  const isBuiltIn = table.all().some((other) => other.group === group && !other.strategy.custom);
  if (isBuiltIn) throw noSuchResource();
  return undefined;
}

/** Follows NamespaceKeyFunc of k8s.io/apiserver/pkg/registry/generic/registry/store.go. */
function checkSegment(name: string): void {
  const problem =
    name === "." || name === ".."
      ? `may not be '${name}'`
      : ["/", "%"]
          .filter((character) => name.includes(character))
          .map((character) => `may not contain '${character}'`)[0];
  if (problem) throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: ${problem}`);
}

function builtInRoute(
  resource: ServedResource,
  { info, method }: { info: RequestInfo; method: string },
): Route {
  const { namespace, name, subresource, watchPath } = info;
  const inNamespace = namespace !== undefined;
  if (inNamespace && !resource.namespaced) throw noSuchResource();
  if (name === "" || (resource.namespaced && !inNamespace && name !== undefined)) throw noSuchResource();
  if (watchPath) {
    if (subresource !== undefined || !resource.verbs.includes("watch")) throw noSuchResource();
    if (method !== "GET") throw methodNotAllowed();
    return { resource, verb: "watch" };
  }
  const verbs = verbsAt(resource, info);
  const { verb } = info;
  if (method === "HEAD" || verb === "" || !verbs.includes(verb)) throw methodNotAllowed();
  return { resource, verb };
}

/** What can be done at a place; 404 where there is no such place. */
function verbsAt(resource: ServedResource, { namespace, name, subresource }: RequestInfo): readonly string[] {
  if (subresource !== undefined) {
    const found = resource.subresources.find((candidate) => candidate.name === subresource);
    if (!found) throw noSuchResource();
    return found.verbs;
  }
  const named = ["get", "update", "patch", "delete"];
  const everywhere = ["list", "watch"];
  const collection = [...everywhere, "create", "deletecollection"];
  const across = resource.namespaced && namespace === undefined;
  const possible = name !== undefined ? named : across ? everywhere : collection;
  const verbs = possible.filter((verb) => resource.verbs.includes(verb));
  if (verbs.length === 0) throw noSuchResource();
  return verbs;
}

function customRoute(
  resource: ServedResource,
  { info, warn }: { info: RequestInfo; warn: (message: string) => void },
): Route | undefined {
  const { verb, namespace, name, subresource } = info;
  const across = namespace === undefined && (verb === "list" || verb === "watch");
  if (resource.namespaced ? namespace === undefined && !across : namespace !== undefined) return undefined;
  if (resource.namespaced && namespace === undefined && name !== undefined) return undefined;
  const [first] = subresource?.split("/") ?? [];
  const known = resource.subresources.find((candidate) => candidate.name === first);
  const refuse = (error: StatusError) => {
    if (resource.warning) warn(resource.warning);
    return error;
  };
  if (first !== undefined && !known) throw refuse(notFound(resourceName(resource), name ?? ""));
  const verbs = known ? known.verbs : resource.verbs;
  if (verb === "" || !verbs.includes(verb)) throw refuse(notSupported(resource, verb));
  if (name === undefined && (verb === "update" || verb === "patch"))
    throw refuse(badRequest("name must be provided"));
  return { resource, verb };
}

function notSupported(resource: ServedResource, verb: string): StatusError {
  const { group, plural } = resource;
  const message = `${verb} is not supported on resources of kind "${plural}.${group}"`;
  return new StatusError(405, {
    reason: "MethodNotAllowed",
    message,
    details: { group, kind: plural },
  });
}

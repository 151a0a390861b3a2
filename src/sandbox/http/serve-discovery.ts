import {
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
} from "../discovery/discovery.ts";
import { noSuchResource, notAcceptable } from "../status-error.ts";
import { checkRoute, negotiate, negotiated, objectTypes, parseAccept, type Wanted } from "./negotiate.ts";
import { sendValue, type Reply } from "./respond.ts";
import { checkMethod, type MetaOptions } from "./meta-options.ts";

const aggregated = "g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** `/api`, `/apis` and what is directly below: groups, their versions, and the resources of a version. */
export function serveDiscovery(reply: Reply, options: MetaOptions): boolean {
  const { segments, registry } = options;
  const { table } = registry;
  const [first, ...rest] = segments;
  const core = first === "api";
  if (isRoute(options)) route(reply);
  if (rest.length === 0) return serveRoot(reply, { ...options, core });
  if (!core && rest[0] === "") return false;
  const [group = "", version] = core ? ["", ...rest] : rest;
  const value =
    rest.length > (core ? 1 : 2)
      ? undefined
      : version === undefined
        ? apiGroup(table, group)
        : apiResourceList(table, group, version);
  if (value) {
    const { format } = negotiate(reply.request.headers.accept, { transforms: false });
    sendValue(reply, { value, format });
    return true;
  }
  // below a group of built-in resources there are routes, and none of them fits
  if (core || isBuiltIn(options, group)) throw noSuchResource();
  return false;
}

/** The route of a built-in group or version: GET alone, and a first look at what is accepted. */
function route(reply: Reply): void {
  checkMethod(reply);
  checkRoute(reply.request.headers.accept, objectTypes);
}

function isRoute({ segments, registry }: MetaOptions): boolean {
  const [first, ...rest] = segments;
  if (first === "api" && rest.length === 0) return true;
  const [group = "", version = "", ...more] = first === "api" ? ["", ...rest] : rest;
  if (more.length > 0 || (first === "apis" && group === "")) return false;
  return registry.table.of(group, version).some(({ strategy }) => !strategy.custom);
}

function isBuiltIn({ registry }: MetaOptions, group: string): boolean {
  return registry.table.all().some((resource) => resource.group === group && !resource.strategy.custom);
}

function serveRoot(reply: Reply, { registry, core }: MetaOptions & { core: boolean }): true {
  const { table } = registry;
  const { accept, host = "" } = reply.request.headers;
  const wanted = wantedForm(accept);
  if (wanted.aggregated) {
    const contentType = `application/${wanted.format};${aggregated}`;
    reply.response.setHeader("Cache-Control", "public");
    reply.response.setHeader("Vary", "Accept");
    sendValue(reply, { value: aggregatedDiscovery(table, { core }), format: wanted.format, contentType });
  } else {
    const value = core ? apiVersions(host) : apiGroupList(table);
    sendValue(reply, { value, format: wanted.format });
  }
  return true;
}

/** The first of the ranges that can be had, aggregated or not. */
function wantedForm(accept: string | undefined): { format: Wanted["format"]; aggregated: boolean } {
  if (!accept?.trim()) return { format: "json", aggregated: false };
  for (const { type, parameters } of parseAccept(accept)) {
    const [group, version, kind] = ["g", "v", "as"].map((name) => parameters.get(name));
    const asked = group !== undefined || version !== undefined || kind !== undefined;
    const fits = group === "apidiscovery.k8s.io" && version === "v2" && kind === "APIGroupDiscoveryList";
    const format = negotiated(type, { transforms: false })?.format;
    if (format && (fits || !asked)) return { format, aggregated: fits };
  }
  throw notAcceptable(objectTypes);
}

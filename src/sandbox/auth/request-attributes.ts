import type { Attributes } from "./attributes.ts";
import type { RequestUrl } from "../request-url.ts";
import type { User } from "./user.ts";

const verbs: Readonly<Record<string, string>> = {
  POST: "create",
  GET: "get",
  HEAD: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};
/** Long deprecated verbs in the path. */
const pathVerbs = new Set(["proxy", "watch"]);
const namespaceSubresources = new Set(["status", "finalize"]);

/** What a request asks an authorizer. Follows k8s.io/apiserver/pkg/endpoints/request/requestinfo.go. */
export function requestAttributes(user: User, request: { method: string; url: RequestUrl }): Attributes {
  const { method, url } = request;
  const path = decoded(url.pathname);
  const located = locate(path, method);
  if (!located) return { user, verb: method.toLowerCase(), isResource: false, path };
  const { name, verb } = located;
  if (name || (verb !== "get" && verb !== "delete")) return { user, isResource: true, path, ...located };
  if (verb === "delete") return { user, isResource: true, path, ...located, verb: "deletecollection" };
  const selected = selectedName(url.searchParams.get("fieldSelector") ?? "");
  return {
    user,
    isResource: true,
    path,
    ...located,
    verb: isWatch(url.searchParams.get("watch")) ? "watch" : "list",
    ...(selected ? { name: selected } : {}),
  };
}

function locate(path: string, method: string): Omit<Attributes, "user" | "isResource"> | undefined {
  const [prefix, ...rest] = path
    .split("/")
    .filter((part, index, all) => part !== "" || (index > 0 && index < all.length - 1));
  if ((prefix !== "api" && prefix !== "apis") || rest.length < (prefix === "api" ? 2 : 3)) return undefined;
  const [group = "", version = "", ...parts] = prefix === "api" ? ["", ...rest] : rest;
  const special = pathVerbs.has(parts[0] ?? "") && parts.length > 1 ? parts.shift() : undefined;
  const verb = special ?? verbs[method] ?? "";
  const namespace = parts[0] === "namespaces" ? parts[1] : undefined;
  const inside = namespace !== undefined && parts.length > 2 && !namespaceSubresources.has(parts[2] ?? "");
  const [resource = "", name, subresource] = inside ? parts.slice(2) : parts;
  return {
    verb,
    group,
    version,
    resource,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(subresource && special !== "proxy" ? { subresource } : {}),
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isWatch(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

/** The one name that a field selector leaves; a role may be for that name alone. */
function selectedName(selector: string): string | undefined {
  const terms = selector.split(",").map((term) => /^metadata\.name==?([^=].*)$/.exec(term)?.[1]);
  const name = terms.find((term) => term !== undefined);
  return name === undefined || name === "." || name === ".." || /[/%]/.test(name) ? undefined : name;
}

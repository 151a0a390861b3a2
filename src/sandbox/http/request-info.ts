import type { RequestUrl } from "../request-url.ts";
import { BadPath, decodePath } from "./decode-path.ts";

export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";

/** What a path and a method mean, as k8s.io/apiserver/pkg/endpoints/request/requestinfo.go reads them. */
export interface RequestInfo {
  /** Empty for methods that are no verb of the API, such as OPTIONS. */
  readonly verb: Verb | "";
  readonly group: string;
  readonly version: string;
  /** Empty where a path names a namespace without a name. */
  readonly namespace?: string;
  readonly resource: string;
  readonly name?: string;
  /** With all that follows it, between slashes. */
  readonly subresource?: string;
  /** Whether the path says that it is a watch: `/api/v1/watch/…`. */
  readonly watchPath?: true;
}

/** Subresources of namespaces themselves, where a path of the same shape would name a resource in one. */
const namespaceSubresources = new Set(["status", "finalize"]);

/** The resource request behind a path; undefined for anything else (discovery, health). Segments are decoded. */
export function parseRequest(method: string, url: RequestUrl): RequestInfo | undefined {
  const segments = splitPath(url.pathname);
  if (!segments) return undefined;
  const [prefix, ...rest] = segments;
  const versioned = prefix === "api" ? ["", ...rest] : prefix === "apis" ? rest : undefined;
  if (!versioned || versioned.length < 3) return undefined;
  const [group = "", version = "", ...path] = versioned;
  const byPath = path[0] === "watch";
  if (byPath && path.length < 2) return undefined;
  const target = locate(byPath ? path.slice(1) : path);
  const verb = byPath ? "watch" : verbOf(method, { named: target.name !== undefined, url });
  return { verb, group, version, ...target, ...(byPath ? { watchPath: true } : {}) };
}

/** Segments between slashes, without those at the ends; undefined when the path cannot be decoded. Nothing climbs: ".." is a name like any other. */
export function splitPath(pathname: string): string[] | undefined {
  try {
    const path = decodePath(pathname);
    // two slashes at the start are no path of the API
    if (path.startsWith("//")) return ["", ...trimmed(path)];
    const segments = trimmed(path);
    return segments.length === 1 && segments[0] === "" ? [] : segments;
  } catch (error) {
    if (error instanceof BadPath) return undefined;
    throw error;
  }
}

function trimmed(path: string): string[] {
  let [start, end] = [0, path.length];
  while (start < end && path[start] === "/") start++;
  while (end > start && path[end - 1] === "/") end--;
  return path.slice(start, end).split("/");
}

function locate(path: readonly string[]): Omit<RequestInfo, "verb" | "group" | "version"> {
  const [first = "", second, third, ...more] = path;
  if (
    first === "namespaces" &&
    second !== undefined &&
    third !== undefined &&
    !namespaceSubresources.has(third)
  ) {
    const [name, ...subresource] = more;
    return { namespace: second, resource: third, ...optional(name, subresource) };
  }
  return { resource: first, ...optional(second, third === undefined ? [] : [third, ...more]) };
}

function optional(name: string | undefined, subresource: readonly string[]) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(subresource.length ? { subresource: subresource.join("/") } : {}),
  };
}

function verbOf(method: string, options: { named: boolean; url: RequestUrl }): RequestInfo["verb"] {
  const { named, url } = options;
  switch (method) {
    case "GET":
    case "HEAD":
      if (named) return "get";
      return isTrue(url.searchParams.get("watch")) ? "watch" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return named ? "delete" : "deletecollection";
    default:
      return "";
  }
}

/** A boolean parameter: anything but "", "0" and "false" is true, as the server's query conversion has it. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

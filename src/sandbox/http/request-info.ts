/** What a path and a method mean, as k8s.io/apiserver/pkg/endpoints/request/requestinfo.go reads them. */
export interface RequestInfo {
  readonly verb: "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";
  readonly group: string;
  readonly version: string;
  readonly namespace?: string;
  readonly resource: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** Subresources of namespaces themselves, where a path of the same shape would name a resource in one. */
const namespaceSubresources = new Set(["status", "finalize"]);

/** The resource request behind a path; undefined for anything else (discovery, health). Segments are decoded. */
export function parseRequest(method: string, url: URL): RequestInfo | undefined {
  const segments = splitPath(url.pathname);
  if (!segments) return undefined;
  const [prefix, ...rest] = segments;
  const versioned = prefix === "api" ? ["", ...rest] : prefix === "apis" ? rest : undefined;
  if (!versioned || versioned.length < 3) return undefined;
  const [group = "", version = "", ...path] = versioned;
  const target = locate(path);
  const verb = verbOf(method, { named: target.name !== undefined, url });
  return verb && target.resource ? { verb, group, version, ...target } : undefined;
}

/** Segments between slashes; undefined when one cannot be decoded or climbs. */
export function splitPath(pathname: string): string[] | undefined {
  try {
    const segments = pathname
      .split("/")
      .filter((segment) => segment !== "")
      .map(decodeURIComponent);
    return segments.some((segment) => segment === ".." || segment === "." || segment.includes("/"))
      ? undefined
      : segments;
  } catch {
    return undefined;
  }
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

function verbOf(method: string, options: { named: boolean; url: URL }): RequestInfo["verb"] | undefined {
  const { named, url } = options;
  switch (method) {
    case "GET":
    case "HEAD":
      if (isTrue(url.searchParams.get("watch"))) return "watch";
      return named ? "get" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return named ? "delete" : "deletecollection";
    default:
      return undefined;
  }
}

/** A boolean parameter: anything but "", "0" and "false" is true, as the server's query conversion has it. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

import type { BuiltInSchemas } from "../../k8s/built-in.ts";
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
} from "../discovery/discovery.ts";
import { openApiDocument, openApiIndex } from "../discovery/open-api.ts";
import { openApiV2, openApiV2Type } from "../discovery/open-api-v2.ts";
import type { Registry } from "../registry/registry.ts";
import { methodNotAllowed, notImplemented } from "../status-error.ts";
import { negotiate, parseAccept } from "./negotiate.ts";
import { sendBytes, sendText, sendValue, type Reply } from "./respond.ts";

interface MetaOptions {
  readonly registry: Registry;
  readonly schemas: () => BuiltInSchemas;
  readonly segments: readonly string[];
}

const health = new Set(["healthz", "livez", "readyz"]);

/** Answers what is not a resource: discovery, OpenAPI, version, health. False when the path is none of these. */
export function serveMetaPath(reply: Reply, options: MetaOptions): boolean {
  const { segments, registry, schemas } = options;
  const [first = "", ...rest] = segments;
  if (health.has(first))
    return get(reply, () => sendText(reply, { text: "ok", contentType: "text/plain; charset=utf-8" }));
  switch (first) {
    case "":
      return get(reply, () => sendValue(reply, { value: { paths: rootPaths(registry) } }));
    case "version":
      return (
        rest.length === 0 &&
        get(reply, () => sendValue(reply, { value: versionInfo(schemas().kubernetesVersion) }))
      );
    case "api":
    case "apis":
      return serveDiscovery(reply, options);
    case "openapi":
      return serveOpenApi(reply, options);
    case "metrics":
    case "openid":
    case ".well-known":
      throw notImplemented(`the path /${segments.join("/")}`);
    default:
      return false;
  }
}

const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

function serveDiscovery(reply: Reply, { segments, registry }: MetaOptions): boolean {
  const { table } = registry;
  const [first, ...rest] = segments;
  if (rest.length === 0) {
    const core = first === "api";
    if (wantsAggregated(reply)) {
      const value = aggregatedDiscovery(table, { core });
      return get(reply, () => sendValue(reply, { value, contentType: aggregatedType }));
    }
    return send(reply, core ? apiVersions(reply.request.headers.host ?? "") : apiGroupList(table));
  }
  const [group = "", version] = first === "api" ? ["", ...rest] : rest;
  if (rest.length > (first === "api" ? 1 : 2)) return false;
  const value = version === undefined ? apiGroup(table, group) : apiResourceList(table, group, version);
  return value !== undefined && send(reply, value);
}

function wantsAggregated(reply: Reply): boolean {
  return parseAccept(reply.request.headers.accept ?? "").some(
    ({ parameters }) =>
      parameters.get("g") === "apidiscovery.k8s.io" &&
      parameters.get("v") === "v2" &&
      parameters.get("as") === "APIGroupDiscoveryList",
  );
}

function serveOpenApi(reply: Reply, { segments, registry, schemas }: MetaOptions): boolean {
  const [, format, ...path] = segments;
  if (format === "v2") return serveOpenApiV2(reply, { registry, schemas });
  if (format !== "v3") return false;
  if (path.length === 0) return send(reply, openApiIndex(registry.table));
  const [first, ...rest] = path;
  const [group = "", version = ""] = first === "api" ? ["", ...rest] : rest;
  const document = openApiDocument({ table: registry.table, schemas: schemas() }, group, version);
  return document !== undefined && send(reply, document);
}

/** Only what old clients cannot do without. */
function serveOpenApiV2(reply: Reply, { registry, schemas }: Omit<MetaOptions, "segments">): boolean {
  const accepted = parseAccept(reply.request.headers.accept ?? "").map(({ type }) => type.replace("@", "."));
  if (!accepted.includes(openApiV2Type)) throw notImplemented("OpenAPI v2; use /openapi/v3");
  const bytes = openApiV2(registry.table, schemas().kubernetesVersion);
  return get(reply, () => sendBytes(reply, { bytes, contentType: openApiV2Type }));
}

function send(reply: Reply, value: unknown): boolean {
  return get(reply, () => {
    const { format } = negotiate(reply.request.headers.accept, { transforms: false });
    sendValue(reply, { value, format });
  });
}

function get(reply: Reply, answer: () => void): true {
  const { method } = reply.request;
  if (method !== "GET" && method !== "HEAD") throw methodNotAllowed();
  answer();
  return true;
}

function rootPaths(registry: Registry): string[] {
  const groups = registry.table.groups().filter(({ group }) => group !== "");
  const apis = groups.flatMap(({ group, versions }) => [
    `/apis/${group}`,
    ...versions.map((version) => `/apis/${group}/${version}`),
  ]);
  return [
    "/api",
    "/api/v1",
    "/apis",
    "/apis/",
    ...apis.sort(),
    "/healthz",
    "/livez",
    "/openapi/v3",
    "/openapi/v3/",
    "/readyz",
    "/version",
  ];
}

/** What the emulated server says of itself; its build is this sandbox. */
function versionInfo(gitVersion: string) {
  const [, major = "", minor = ""] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: `${gitVersion}+sandbox`,
    gitCommit: "",
    gitTreeState: "",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "",
    compiler: "",
    platform: `${process.platform}/${process.arch}`,
  };
}

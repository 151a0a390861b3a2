import type { Registry } from "../registry/registry.ts";
import { checkMethod, type MetaOptions } from "./meta-options.ts";
import { checkRoute } from "./negotiate.ts";
import { sendValue, type Reply } from "./respond.ts";
import { serveDiscovery } from "./serve-discovery.ts";
import { healthPaths, serveHealth } from "./serve-health.ts";
import { serveIssuer } from "./serve-issuer.ts";
import { serveMetrics } from "./serve-metrics.ts";
import { serveOpenApi } from "./serve-open-api.ts";

/** Answers what is not a resource: discovery, OpenAPI, version, health. False when the path is none of these. */
export function serveMetaPath(reply: Reply, options: MetaOptions): boolean {
  const { segments, registry, schemas } = options;
  const [first, ...rest] = segments;
  switch (first) {
    case undefined:
      sendValue(reply, { value: { paths: rootPaths(registry) } });
      return true;
    case "healthz":
    case "livez":
    case "readyz":
      return serveHealth(reply, { kind: first, check: rest.join("/") });
    case "version":
      if (rest.length > 0) return false;
      checkMethod(reply);
      checkRoute(reply.request.headers.accept, ["application/json"]);
      sendValue(reply, { value: versionInfo(schemas().kubernetesVersion) });
      return true;
    case "api":
    case "apis":
      return serveDiscovery(reply, options);
    case "openapi":
      return serveOpenApi(reply, options);
    case "metrics":
      return rest.length === 0 && serveMetrics(reply, registry);
    case "openid":
    case ".well-known":
      return serveIssuer(reply, options);
    default:
      return false;
  }
}

function rootPaths(registry: Registry): string[] {
  const groups = registry.table.groups().filter(({ group }) => group !== "");
  const apis = groups.flatMap(({ group, versions }) => [
    `/apis/${group}`,
    ...versions.map((version) => `/apis/${group}/${version}`),
  ]);
  const others = ["/metrics", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/version"];
  return ["/api", "/api/v1", "/apis", "/apis/", ...apis, ...healthPaths(), ...others].sort();
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

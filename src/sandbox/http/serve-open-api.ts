import { openApiDocument, openApiIndex } from "../discovery/open-api.ts";
import { openApiV2, openApiV2Type } from "../discovery/open-api-v2.ts";
import { notImplemented } from "../status-error.ts";
import { parseAccept } from "./negotiate.ts";
import { sendBytes, sendEmptyNotFound, sendText, sendValue, type Reply } from "./respond.ts";
import type { MetaOptions } from "./meta-options.ts";

/** `/openapi/v3` and the documents that it lists; of `/openapi/v2` what old clients cannot do without. */
export function serveOpenApi(reply: Reply, options: MetaOptions): boolean {
  const { segments, registry, schemas } = options;
  const [, format, ...path] = segments;
  const slash = reply.url.pathname.endsWith("/");
  if (format === "v2" && path.length === 0 && !slash) return serveOpenApiV2(reply, options);
  if (format !== "v3") return false;
  if (path.length === 0 && !slash) {
    const text = `${JSON.stringify(openApiIndex(registry.table))}\n`;
    sendText(reply, { text, contentType: "text/plain; charset=utf-8" });
    return true;
  }
  const [first, ...rest] = path;
  const [group = "", version = ""] = first === "api" ? ["", ...rest] : rest;
  const known = first === "api" || first === "apis";
  const document =
    known && !slash
      ? openApiDocument({ table: registry.table, schemas: schemas() }, group, version)
      : undefined;
  if (document) sendValue(reply, { value: document });
  else sendEmptyNotFound(reply);
  return true;
}

function serveOpenApiV2(reply: Reply, { registry, schemas }: MetaOptions): true {
  const accepted = parseAccept(reply.request.headers.accept ?? "").map(({ type }) => type.replace("@", "."));
  if (!accepted.includes(openApiV2Type)) throw notImplemented("OpenAPI v2; use /openapi/v3");
  const bytes = openApiV2(registry.table, schemas().kubernetesVersion);
  sendBytes(reply, { bytes, contentType: openApiV2Type });
  return true;
}

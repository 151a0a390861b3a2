import type { IncomingMessage, ServerResponse } from "node:http";
import { writeYaml } from "../../kube/yaml.ts";
import type { StatusError } from "../status-error.ts";
import type { Wanted } from "./negotiate.ts";

/** An answer in the making: the request's view of what to write, and the warnings so far. */
export interface Reply {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly warnings: string[];
}

/** Writes a JSON value in the format wanted. */
export function sendValue(
  reply: Reply,
  options: { code?: number; value: unknown; format?: Wanted["format"]; contentType?: string },
): void {
  const { code = 200, value, format = "json", contentType } = options;
  const text =
    format === "yaml" ? writeYaml(value) : `${JSON.stringify(value, null, isPretty(reply) ? 2 : 0)}\n`;
  sendText(reply, { code, text, contentType: contentType ?? `application/${format}` });
}

export function sendText(reply: Reply, options: { code?: number; text: string; contentType: string }): void {
  const { text, ...rest } = options;
  sendBytes(reply, { ...rest, bytes: Buffer.from(text) });
}

export function sendBytes(
  reply: Reply,
  options: { code?: number; bytes: Buffer; contentType: string },
): void {
  const { code = 200, bytes, contentType } = options;
  const { response } = reply;
  writeHead(reply, { code, headers: { "Content-Type": contentType, "Content-Length": bytes.length } });
  if (reply.request.method === "HEAD") response.end();
  else response.end(bytes);
}

/** A refusal as a Status. */
export function sendError(reply: Reply, error: StatusError): void {
  const { retryAfterSeconds } = error.status.details ?? {};
  if (retryAfterSeconds) reply.response.setHeader("Retry-After", String(retryAfterSeconds));
  sendValue(reply, { code: error.code, value: error.status });
}

/** What the server says of paths that it does not know. */
export function sendNotFound(reply: Reply): void {
  reply.response.setHeader("X-Content-Type-Options", "nosniff");
  sendText(reply, { code: 404, text: "404 page not found\n", contentType: "text/plain; charset=utf-8" });
}

export function writeHead(
  reply: Reply,
  options: { code: number; headers: Record<string, string | number> },
): void {
  const { response, warnings } = reply;
  response.setHeader("Cache-Control", "no-cache, private");
  const unique = [...new Set(warnings)].map((warning) => `299 - ${quoted(warning)}`);
  if (unique.length) response.setHeader("Warning", unique);
  response.writeHead(options.code, options.headers);
}

/** A quoted string of RFC 7234's warn-text: ASCII only, no control characters. */
function quoted(warning: string): string {
  return JSON.stringify(warning.replaceAll(/[^\x20-\x7e]/g, "?"));
}

/** People's tools get indented JSON, as from the server itself. */
function isPretty(reply: Reply): boolean {
  const asked = reply.url.searchParams.get("pretty");
  if (asked !== null) return asked === "true" || asked === "1";
  return /^(curl|Wget|Mozilla\/5\.0)/.test(reply.request.headers["user-agent"] ?? "");
}

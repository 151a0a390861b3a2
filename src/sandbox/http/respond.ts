import type { IncomingMessage, ServerResponse } from "node:http";
import { writeYaml } from "../../kube/yaml.ts";
import type { RequestUrl } from "../request-url.ts";
import type { StatusError } from "../status-error.ts";
import type { LastText } from "./last-text.ts";
import { negotiated, type Wanted } from "./negotiate.ts";
import { warningHeaders } from "./warning-headers.ts";

/** An answer in the making: the request's view of what to write, and the warnings so far. */
export interface Reply {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: RequestUrl;
  readonly warnings: string[];
}

/** Writes a JSON value in the format wanted. */
export function sendValue(
  reply: Reply,
  options: {
    code?: number;
    value: unknown;
    format?: Wanted["format"];
    contentType?: string;
    texts?: LastText;
  },
): void {
  const { code = 200, value, format = "json", contentType, texts } = options;
  const json = () =>
    isPretty(reply) ? JSON.stringify(value, null, 2) : (texts?.of(value) ?? JSON.stringify(value));
  const text = format === "yaml" ? writeYaml(value) : `${json()}\n`;
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

/** A refusal as a Status, in the client's format where that is known. */
export function sendError(reply: Reply, error: StatusError): void {
  const { retryAfterSeconds } = error.status.details ?? {};
  if (retryAfterSeconds) reply.response.setHeader("Retry-After", String(retryAfterSeconds));
  const { format = "json" } = negotiated(reply.request.headers.accept, { transforms: false }) ?? {};
  sendValue(reply, { code: error.code, value: error.status, format });
}

/** What the server says of paths that it does not know. */
export function sendNotFound(reply: Reply): void {
  reply.response.setHeader("X-Content-Type-Options", "nosniff");
  sendText(reply, { code: 404, text: "404 page not found\n", contentType: "text/plain; charset=utf-8" });
}

/** 404 without a word. */
export function sendEmptyNotFound(reply: Reply): void {
  writeHead(reply, { code: 404, headers: { "Content-Length": 0 } });
  reply.response.end();
}

/** What Go's server says of a request that it cannot read, before anything else looks at it. */
export function sendBadRequest(response: ServerResponse): void {
  const headers = { "Content-Type": "text/plain; charset=utf-8", Connection: "close" };
  response.writeHead(400, headers).end("400 Bad Request");
}

export function writeHead(
  reply: Reply,
  options: { code: number; headers: Record<string, string | number> },
): void {
  const { response, warnings } = reply;
  if (!response.hasHeader("Cache-Control")) response.setHeader("Cache-Control", "no-cache, private");
  if (warnings.length) response.setHeader("Warning", warningHeaders(warnings));
  // the name that Go has for it
  if (options.code === 413) response.statusMessage = "Request Entity Too Large";
  response.writeHead(options.code, options.headers);
}

/** People's tools get indented JSON, as from the server itself. */
function isPretty(reply: Reply): boolean {
  const asked = reply.url.searchParams.get("pretty");
  if (asked) return ["1", "t", "T", "true", "TRUE", "True"].includes(asked);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(reply.request.headers["user-agent"] ?? "");
}

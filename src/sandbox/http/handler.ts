import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "../../base/logger.ts";
import { hasCode } from "../../base/errors.ts";
import type { BuiltInSchemas } from "../../k8s/built-in.ts";
import type { AccessControl } from "../auth/access-control.ts";
import type { User } from "../auth/user.ts";
import type { Registry } from "../registry/registry.ts";
import type { RequestUrl } from "../request-url.ts";
import { plainError, StatusError } from "../status-error.ts";
import { BadPath } from "./decode-path.ts";
import { LastText } from "./last-text.ts";
import { parseUrl } from "./parse-url.ts";
import { parseRequest, splitPath, type RequestInfo } from "./request-info.ts";
import { sendBadRequest, sendError, sendNotFound, type Reply } from "./respond.ts";
import { routeOf } from "./route.ts";
import { serveMetaPath } from "./serve-meta-path.ts";
import { serveState, statePath, type StateAccess } from "./serve-state.ts";
import { serveResource } from "./serve-resource.ts";

/** What requests are answered from. */
export interface HandlerOptions {
  readonly registry: Registry;
  /** Read when first needed. */
  readonly schemas: () => BuiltInSchemas;
  readonly access: AccessControl;
  readonly logger: Logger;
  /** For snapshots; absent where there are none. */
  readonly state?: StateAccess;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
}

/** Answers every request; whatever goes wrong becomes a Status. */
export function createHandler(
  given: HandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const options: Served = { ...given, texts: new LastText() };
  return async (request, response) => {
    const started = options.registry.clock.now();
    const url = urlOf(request);
    if (!url) return sendBadRequest(response);
    const reply: Reply = { request, response, url, warnings: [] };
    response.setHeader("Audit-Id", randomUUID());
    try {
      await answer(options, reply);
    } catch (error) {
      refuse(options, { reply, error });
    }
    const { method, headers } = request;
    const fields = {
      method,
      path: request.url,
      code: response.statusCode,
      userAgent: headers["user-agent"],
      milliseconds: options.registry.clock.now() - started,
    };
    options.logger.debug("request", fields);
  };
}

type Served = HandlerOptions & { readonly texts: LastText };

async function answer(options: Served, reply: Reply): Promise<void> {
  const { url, request } = reply;
  const user = admit(options, reply);
  const info = parseRequest(request.method ?? "", url);
  if (info) return answerResource(options, { reply, info, user });
  if (options.state && url.pathname === statePath) return serveState(reply, options.state);
  const segments = splitPath(url.pathname);
  if (segments && serveMetaPath(reply, { ...options, segments })) return;
  sendNotFound(reply);
}

function admit({ access }: HandlerOptions, { request, response, url }: Reply): User {
  try {
    return access.admit(request, url);
  } catch (error) {
    if (error instanceof StatusError && error.code !== 401)
      response.setHeader("X-Content-Type-Options", "nosniff");
    throw error;
  }
}

function answerResource(
  options: Served,
  call: { reply: Reply; info: RequestInfo; user: User },
): Promise<void> {
  const { registry, schemas, signal, access, texts } = options;
  const { reply, info, user } = call;
  const warn = (message: string) => void reply.warnings.push(message);
  const route = routeOf(registry.table, { info, method: reply.request.method ?? "", warn });
  if (route) return serveResource({ registry, ...route, info, reply, schemas, signal, access, user, texts });
  sendNotFound(reply);
  return Promise.resolve();
}

function refuse(options: HandlerOptions, failure: { reply: Reply; error: unknown }): void {
  const { reply, error } = failure;
  const { response } = reply;
  if (hasCode(error, "ECONNRESET") || response.destroyed) return;
  if (!(error instanceof StatusError))
    options.logger.error("request failed", { path: reply.request.url, error });
  if (response.headersSent) response.destroy();
  else
    sendError(
      reply,
      error instanceof StatusError ? error : plainError(`Internal error occurred: ${String(error)}`),
    );
}

/** Undefined for a target that cannot be read. */
function urlOf({ url = "/" }: IncomingMessage): RequestUrl | undefined {
  try {
    return parseUrl(url);
  } catch (error) {
    if (error instanceof BadPath) return undefined;
    throw error;
  }
}

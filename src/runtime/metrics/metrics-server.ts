import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { hostname } from "node:os";
import { createCertificateAuthority, issueCertificate } from "../../base/certificate.ts";
import type { Clock } from "../../base/clock.ts";
import type { Runnable } from "../../base/lifetime.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { listen } from "../health/listen.ts";
import type { Client } from "../client/client.ts";

/** Settings of {@link metricsServer}. */
export interface MetricsServerOptions {
  /** `:8443`. */
  readonly address: string;
  /** HTTPS, with authentication by TokenReview and authorization by SubjectAccessReview; else plain HTTP for anybody. */
  readonly secure: boolean;
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly render: () => Promise<{ contentType: string; text: string }>;
  readonly onListening?: (port: number) => void;
}

interface TokenReview {
  readonly status?: {
    readonly authenticated?: boolean;
    readonly user?: {
      readonly username?: string;
      readonly groups?: readonly string[];
      readonly uid?: string;
    };
  };
}

/**
 * Serves `/metrics`. Secure, it takes only bearers of a token that the API server knows and whose user may `get` the path. The certificate
 * is self-signed for the life of the process. Follows controller-runtime's pkg/metrics/server and pkg/metrics/filters.
 */
export function metricsServer(options: MetricsServerOptions): Runnable {
  const { address, secure, logger, clock, onListening } = options;
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    respond(request, response, options).catch((error: unknown) => {
      logger.warn("cannot serve metrics", { error: messageOf(error) });
      if (!response.headersSent) response.writeHead(500);
      response.end("Internal Server Error\n");
    });
  };
  return {
    async start(signal) {
      const server = secure
        ? createHttpsServer(selfSigned(new Date(clock.now())), handle)
        : createHttpServer(handle);
      await listen(server, { address, signal, ...(onListening ? { onListening } : {}) });
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: MetricsServerOptions,
): Promise<void> {
  const { secure, render } = options;
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  const refused = secure ? await refuse(request, { path, client: options.client }) : undefined;
  if (refused) response.writeHead(refused.code).end(`${refused.text}\n`);
  else if (path !== "/metrics") response.writeHead(404).end("404 page not found\n");
  else {
    const { contentType, text } = await render();
    response.writeHead(200, { "content-type": contentType }).end(text);
  }
}

async function refuse(
  request: IncomingMessage,
  options: { path: string; client: Client },
): Promise<{ code: number; text: string } | undefined> {
  const { path, client } = options;
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (!token) return { code: 401, text: "Unauthorized" };
  const post = (route: string, body: object) => client.request({ method: "POST", path: route, body });
  const review = (await post("/apis/authentication.k8s.io/v1/tokenreviews", {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenReview",
    spec: { token },
  })) as TokenReview;
  const { authenticated, user } = review.status ?? {};
  if (!authenticated || !user) return { code: 401, text: "Unauthorized" };
  const access = (await post("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: user.username,
      groups: user.groups,
      uid: user.uid,
      nonResourceAttributes: { path, verb: "get" },
    },
  })) as { status?: { allowed?: boolean } };
  return access.status?.allowed
    ? undefined
    : { code: 403, text: `Authorization denied for user ${user.username}` };
}

function selfSigned(now: Date): { key: string; cert: string } {
  const authority = createCertificateAuthority({ commonName: "kubewright-metrics", now });
  const { key, certificate } = issueCertificate(authority, {
    commonName: hostname(),
    hosts: [hostname(), "localhost", "127.0.0.1"],
    now,
  });
  return { key, cert: certificate };
}

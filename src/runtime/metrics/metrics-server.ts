import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { hostname } from "node:os";
import { createCertificateAuthority, issueCertificate } from "../../base/certificate.ts";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Runnable } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import type { Client } from "../client/client.ts";
import { listen } from "../health/listen.ts";
import { metricsAccess, type Access } from "./metrics-access.ts";

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

/**
 * Serves `/metrics`. Secure, it takes only bearers of a token that the API server knows and whose user may `get` the path. The certificate
 * is self-signed for the life of the process. Follows controller-runtime's pkg/metrics/server and pkg/metrics/filters.
 */
export function metricsServer(options: MetricsServerOptions): Runnable {
  const { address, secure, logger, clock, onListening } = options;
  const access = secure ? metricsAccess(options) : undefined;
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    respond(request, response, { ...options, access }).catch((error: unknown) => {
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
  options: { access: Access | undefined; render: MetricsServerOptions["render"] },
): Promise<void> {
  const { access, render } = options;
  const [path = "/"] = (request.url ?? "/").split("?");
  const refusal = await access?.({
    token: /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1],
    verb: (request.method ?? "GET").toLowerCase(),
    path,
  });
  if (refusal) response.writeHead(refusal.code).end(`${refusal.text}\n`);
  else if (path !== "/metrics") response.writeHead(404).end("404 page not found\n");
  else {
    const { contentType, text } = await render();
    response.writeHead(200, { "content-type": contentType }).end(text);
  }
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

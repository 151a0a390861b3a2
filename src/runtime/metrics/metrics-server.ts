import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { hostname } from "node:os";
import { createCertificateAuthority, issueCertificate } from "../../base/certificate.ts";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Runnable } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import { createServer as createHttpServer } from "../../base/node-http.ts";
import type { CertWatcher } from "../certificate/cert-watcher.ts";
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
  /** What is served with, if secure; default a certificate that is signed by itself, for the life of the process. */
  readonly certificate?: CertWatcher | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly render: () => Promise<{ contentType: string; text: string }>;
  /** What else is served, by path: to those who may `get` it. */
  readonly pages?: Readonly<Record<string, (query: URLSearchParams) => Page>>;
  readonly onListening?: (port: number) => void;
}

/** An answer. */
export interface Page {
  readonly code: number;
  readonly contentType: string;
  readonly text: string;
}

/**
 * Serves `/metrics`. Secure, it takes only bearers of a token that the API server knows and whose user may `get` the path. It speaks
 * HTTP/1.1 only. Follows controller-runtime's pkg/metrics/server and pkg/metrics/filters.
 */
export function metricsServer(options: MetricsServerOptions): Runnable {
  const { address, secure, logger, clock, certificate, onListening } = options;
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
      const listening = { address, signal, ...(onListening ? { onListening } : {}) };
      if (!secure) return listen(createHttpServer(handle), listening);
      const pair = (await certificate?.load()) ?? selfSigned(new Date(clock.now()));
      const server = createHttpsServer(pair, handle);
      // handshakes from now on; connections go on with what they have
      certificate?.onChange((next) => server.setSecureContext(next));
      await Promise.all([listen(server, listening), certificate?.start(signal)]);
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: Pick<MetricsServerOptions, "render" | "pages"> & { access: Access | undefined },
): Promise<void> {
  const { access, render, pages = {} } = options;
  const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
  const refusal = await access?.({
    token: /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1],
    verb: (request.method ?? "GET").toLowerCase(),
    path,
  });
  if (refusal) response.writeHead(refusal.code).end(`${refusal.text}\n`);
  else if (Object.hasOwn(pages, path)) {
    const page = pages[path]?.(new URLSearchParams(query));
    response
      .writeHead(page?.code ?? 404, { "content-type": page?.contentType ?? "text/plain" })
      .end(page?.text);
  } else if (path !== "/metrics") response.writeHead(404).end("404 page not found\n");
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

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Connection, Credentials } from "../../src/runtime/client/connection.ts";

/** A request as the server got it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Number of the connection that it came on, from 1. */
  readonly connection: number;
}

/** One request and the means to answer it, or to fail it in a chosen way. */
export interface Exchange {
  readonly request: ReceivedRequest;
  readonly response: ServerResponse;
  json(status: number, body: unknown, headers?: Record<string, string | string[]>): void;
  /** A Status of the API server. */
  refuse(
    status: number,
    reason: string,
    extra?: { message?: string; headers?: Record<string, string>; details?: object },
  ): void;
  /** Ends the connection by RST. */
  reset(): void;
  /** Begins an answer that promises more than it gives; call `reset`, or leave it to stall. */
  begin(text: string, headers?: Record<string, string>): void;
}

export type Step = (exchange: Exchange) => void;

/** An HTTP server on loopback that answers each request by the next step of a script. */
export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Adds steps; a request that finds none is answered with 599, which fails any test. */
  script(...steps: Step[]): void;
  /** Resolves when so many requests have come. */
  received(count: number): Promise<void>;
  /** Closes connections that wait for a request. */
  closeIdle(): void;
  connection(credentials?: Partial<Credentials>): Connection;
  close(): Promise<void>;
}

export async function startScriptedServer(tls?: { key: string; cert: string }): Promise<ScriptedServer> {
  const steps: Step[] = [];
  const requests: ReceivedRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const sockets = new Map<Socket, number>();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    void receive(request, sockets.get(request.socket) ?? 0).then((received) => {
      requests.push(received);
      const step = steps.shift();
      if (step) step(createExchange(received, response));
      else response.writeHead(599).end("no step is left in the script");
      for (const { count, resolve } of waiting) if (requests.length >= count) resolve();
    });
  };
  const server = tls ? createTlsServer(tls, handle) : createServer(handle);
  server.keepAliveTimeout = 0;
  let connections = 0;
  server.on(tls ? "secureConnection" : "connection", (socket: Socket) => sockets.set(socket, ++connections));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    script: (...added) => void steps.push(...added),
    received: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    closeIdle: () => server.closeIdleConnections(),
    connection: (credentials = {}) => staticConnection(url, credentials),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function staticConnection(url: string, credentials: Partial<Credentials>): Connection {
  const given: Credentials = { headers: {}, tls: {}, ...credentials };
  return {
    url,
    namespace: "default",
    inCluster: false,
    credentials: () => Promise.resolve(given),
    refresh: () => {},
  };
}

async function receive(request: IncomingMessage, connection: number): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [path = "", query = ""] = (request.url ?? "").split("?");
  return {
    method: request.method ?? "",
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
    connection,
  };
}

function createExchange(request: ReceivedRequest, response: ServerResponse): Exchange {
  const json: Exchange["json"] = (status, body, headers = {}) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
  return {
    request,
    response,
    json,
    refuse(code, reason, { message = `refused: ${reason}`, headers = {}, details } = {}) {
      const status = {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        code,
        reason,
        message,
      };
      json(code, details ? { ...status, details } : status, headers);
    },
    reset: () => void response.socket?.resetAndDestroy(),
    begin(text, headers = {}) {
      response.writeHead(200, { "content-type": "application/json", ...headers });
      response.write(text);
    },
  };
}

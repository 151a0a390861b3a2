import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { systemClock, type Clock, type Timer } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { sleep } from "../../base/lifetime.ts";
import type { Connection, Credentials } from "./connection.ts";
import { ApiError, ConnectionError } from "./errors.ts";
import { errorFromResponse } from "./response-error.ts";

/** Connections of one channel are not used by another: a stalled watch or a busy list must not delay a lease. */
export type Channel = "call" | "watch" | "lease";

/** One HTTP request to the API server. */
export interface TransportRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Absolute path with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the answer's headers, and for calls its body; default 30 s. */
  readonly timeout?: number;
  readonly channel?: Channel;
}

/** A parsed answer. */
export interface TransportResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** What happened to a request, for metrics. */
export interface RequestObserver {
  (observation: { method: string; host: string; code: string; milliseconds: number }): void;
}

/** As client-go's rest.Request: this many tries in all. */
const maxTries = 11;

/**
 * HTTP/1.1 to one API server with connections kept alive. A request is tried again, ten times at most, only when the server asks for
 * it (429 or 5xx with Retry-After) or when a GET's connection broke before an answer (client-go rest/with_retry.go); once more after a 401, with fresh credentials.
 */
export class Transport {
  readonly connection: Connection;
  readonly #clock: Clock;
  readonly #userAgent: string;
  readonly #warn: (warning: string) => void;
  readonly #observe: RequestObserver;
  readonly #agents = new Map<Channel, { agent: HttpAgent | HttpsAgent; credentials: string }>();

  constructor(
    connection: Connection,
    options: {
      clock?: Clock;
      userAgent?: string;
      onWarning?: (warning: string) => void;
      onRequest?: RequestObserver;
    } = {},
  ) {
    this.connection = connection;
    this.#clock = options.clock ?? systemClock;
    this.#userAgent = options.userAgent ?? "kubewright";
    this.#warn = options.onWarning ?? (() => {});
    this.#observe = options.onRequest ?? (() => {});
  }

  /**
   * Sends a request and reads a JSON (or text) answer.
   *
   * @throws ApiError for an answer of 400 or more, ConnectionError when there is none
   */
  async request(request: TransportRequest): Promise<TransportResponse> {
    const response = await this.#open(request);
    const text = await readText(response, request.signal);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: isJson(response) ? (JSON.parse(text) as unknown) : text,
    };
  }

  /** Sends a request and returns the answer's body as it comes. Abort the signal to end it. */
  async stream(request: TransportRequest): Promise<IncomingMessage> {
    return this.#open(request);
  }

  /** Closes idle connections; open ones end with their signal. */
  close(): void {
    for (const { agent } of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  async #open(request: TransportRequest): Promise<IncomingMessage> {
    let refreshed = false;
    for (let tries = 1; ; tries++) {
      try {
        const response = await this.#send(request);
        if ((response.statusCode ?? 0) < 400) return response;
        throw await errorFromResponse(response, request);
      } catch (error) {
        request.signal?.throwIfAborted();
        if (error instanceof ApiError && error.code === 401 && !refreshed) {
          refreshed = true;
          this.connection.refresh();
          continue;
        }
        const wait = tries < maxTries ? retryAfter(error, request) : undefined;
        if (wait === undefined) throw error;
        await sleep(wait, { clock: this.#clock, signal: request.signal ?? new AbortController().signal });
        request.signal?.throwIfAborted();
      }
    }
  }

  async #send(request: TransportRequest): Promise<IncomingMessage> {
    const { method, channel = "call", signal } = request;
    signal?.throwIfAborted();
    const credentials = await this.connection.credentials();
    const url = new URL(this.connection.url + request.path);
    const payload =
      request.body === undefined
        ? undefined
        : typeof request.body === "string"
          ? request.body
          : JSON.stringify(request.body);
    const started = this.#clock.now();
    const open = url.protocol === "http:" ? httpRequest : httpsRequest;
    const outgoing = open(url, {
      method,
      agent: this.#agent(channel, url.protocol, credentials),
      headers: {
        ...credentials.headers,
        accept: request.accept ?? "application/json",
        "user-agent": this.#userAgent,
        // without a length Node does not frame the body of a DELETE
        ...(payload === undefined
          ? {}
          : {
              "content-type": request.contentType ?? "application/json",
              "content-length": Buffer.byteLength(payload),
            }),
      },
    });
    const observe = (code: string) =>
      this.#observe({ method, host: url.host, code, milliseconds: this.#clock.now() - started });
    try {
      const response = await answer(outgoing, { payload, request, clock: this.#clock });
      observe(String(response.statusCode));
      for (const warning of warningsOf(response)) this.#warn(warning);
      return response;
    } catch (error) {
      observe("<error>");
      throw error;
    }
  }

  /** One agent a channel; new credentials mean new connections, old ones finish what they carry. */
  #agent(channel: Channel, protocol: string, { tls }: Credentials): HttpAgent | HttpsAgent {
    const identity = JSON.stringify(tls);
    const known = this.#agents.get(channel);
    if (known?.credentials === identity) return known.agent;
    const agent =
      protocol === "http:" ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true, ...tls });
    this.#agents.set(channel, { agent, credentials: identity });
    return agent;
  }
}

async function answer(
  outgoing: ClientRequest,
  options: { payload: string | undefined; request: TransportRequest; clock: Clock },
): Promise<IncomingMessage> {
  const { payload, request, clock } = options;
  const { signal, timeout = 30_000 } = request;
  let timer: Timer | undefined;
  const onAbort = () => outgoing.destroy(abortError(signal));
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      timer = clock.setTimer(timeout, () =>
        outgoing.destroy(
          new ConnectionError("ETIMEDOUT", `${describe(request)}: no answer within ${timeout} ms`),
        ),
      );
      signal?.addEventListener("abort", onAbort, { once: true });
      outgoing.once("response", resolve);
      outgoing.once("error", (error) => reject(toConnectionError(error, request)));
      outgoing.end(payload);
    });
  } finally {
    timer?.cancel();
    signal?.removeEventListener("abort", onAbort);
  }
}

async function readText(response: IncomingMessage, signal: AbortSignal | undefined): Promise<string> {
  const onAbort = () => response.destroy(abortError(signal));
  signal?.addEventListener("abort", onAbort, { once: true });
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } catch (error) {
    signal?.throwIfAborted();
    throw toConnectionError(error, undefined);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Milliseconds to wait before another try; undefined when there is to be none. */
function retryAfter(error: unknown, request: TransportRequest): number | undefined {
  if (error instanceof ApiError) {
    const again = (error.code === 429 || error.code >= 500) && error.retryAfterSeconds !== undefined;
    return again ? (error.retryAfterSeconds ?? 0) * 1_000 : undefined;
  }
  const lost =
    error instanceof ConnectionError && ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(error.code);
  return lost && request.method === "GET" && request.channel !== "watch" ? 1_000 : undefined;
}

function toConnectionError(error: unknown, request: TransportRequest | undefined): Error {
  if (error instanceof ConnectionError || (error instanceof Error && error.name === "AbortError"))
    return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "EUNKNOWN";
  const prefix = request ? `${describe(request)}: ` : "";
  return new ConnectionError(code, `${prefix}${messageOf(error) || code}`, { cause: error });
}

function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException("This operation was aborted", "AbortError");
}

function describe({ method, path }: TransportRequest): string {
  return `${method} ${path.split("?")[0]}`;
}

function isJson(response: IncomingMessage): boolean {
  return (response.headers["content-type"] ?? "").includes("json");
}

/** Texts of `Warning: 299 - "text"` headers. */
function warningsOf(response: IncomingMessage): string[] {
  const header = response.headers.warning as string | string[] | undefined;
  return [header ?? []]
    .flat()
    .flatMap((line) =>
      [...line.matchAll(/299 [^ ]+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
        text.replace(/\\(.)/g, "$1"),
      ),
    );
}

import { systemClock, type Clock } from "../../base/clock.ts";
import { sleep } from "../../base/lifetime.ts";
import { ChannelPools } from "./channel-pools.ts";
import type { Connection, Credentials } from "./connection.ts";
import { ApiError, ConnectionError } from "./errors.ts";
import { exchange, readText } from "./exchange.ts";
import type { HttpResponse } from "./http-connection.ts";
import { headerLines, requestHead } from "./request-head.ts";
import type { ResponseBody } from "./response-body.ts";
import { errorFromResponse } from "./response-error.ts";
import { RequestLimit } from "./request-limit.ts";
import { retryWait } from "./retry.ts";
import { serverAddress, type ServerAddress } from "./server-address.ts";
import { createRateLimiter, type ClientRateLimit } from "./rate-limit.ts";
import type {
  RequestObserver,
  TransferObserver,
  TransportRequest,
  TransportResponse,
} from "./transport-request.ts";
import { readWarnings } from "./warning-header.ts";

const defaultTimeout = 30_000;
/** Different warnings that are remembered, so that each is told once. */
const maxWarnings = 1_000;
/** Different pairs of media types whose lines are kept. */
const maxMedia = 64;

/**
 * HTTP/1.1 to one API server with connections kept alive. A request is tried again, ten times at most, only when the server asks for
 * it or when a GET's connection broke (see retry.ts); once more after a 401, with fresh credentials.
 */
export class Transport {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly #userAgent: string;
  readonly #warn: (warning: string) => void;
  readonly #warned = new Set<string>();
  readonly #observe: RequestObserver;
  /** Milliseconds until the next request may be sent. */
  readonly #delay: () => number;
  readonly #transfers: TransferObserver | undefined;
  readonly #pools: ChannelPools;
  readonly #address: ServerAddress;
  /** Lines of the headers that are the same in each request, by the credentials they are of. */
  #common: { readonly credentials: Credentials; readonly lines: string } | undefined;
  /** The same of media types. */
  readonly #media = new Map<string, string>();

  constructor(
    connection: Connection,
    options: {
      clock?: Clock;
      userAgent?: string;
      /** Gets each different warning of the server once. */
      onWarning?: (warning: string) => void;
      onRequest?: RequestObserver;
      /** Slows requests down, but those about leases; default none. */
      rateLimit?: ClientRateLimit;
      transfers?: TransferObserver | undefined;
    } = {},
  ) {
    this.connection = connection;
    this.#address = serverAddress(connection.url);
    this.clock = options.clock ?? systemClock;
    this.#pools = new ChannelPools({ address: this.#address, clock: this.clock });
    this.#userAgent = options.userAgent ?? "kubewright";
    this.#warn = options.onWarning ?? (() => {});
    this.#observe = options.onRequest ?? (() => {});
    this.#delay = options.rateLimit ? createRateLimiter(options.rateLimit, this.clock) : () => 0;
    this.#transfers = options.transfers;
  }

  /**
   * Sends a request and reads a JSON (or text) answer.
   *
   * @throws ApiError for an answer of 300 or more, ConnectionError when there is none or it breaks off
   */
  async request(request: TransportRequest): Promise<TransportResponse> {
    return this.#persist(request, async (response, limit) => {
      const text = await readText(response, limit);
      this.#transfers?.received?.({
        method: request.method,
        host: this.#address.host,
        bytes: Number(response.headers["content-length"]) || Buffer.byteLength(text),
      });
      return {
        status: response.status,
        headers: response.headers,
        body: parseBody(text, response, request),
      };
    });
  }

  /** Sends a request and returns the answer's body as it comes. Abort the signal, or destroy the body, to end it. */
  async stream(request: TransportRequest): Promise<ResponseBody> {
    return this.#persist(request, ({ body }) => Promise.resolve(body));
  }

  /** Ends all connections, also those in use. */
  close(): void {
    this.#pools.close();
  }

  async #persist<R>(request: TransportRequest, read: Read<R>): Promise<R> {
    let refreshed = false;
    for (let tries = 1; ; tries++) {
      request.signal?.throwIfAborted();
      const delay = request.channel === "lease" ? 0 : this.#delay();
      if (delay > 0) await this.#wait(delay, request);
      const credentials =
        this.connection.ready?.() ?? (await untilAborted(this.connection.credentials(), request.signal));
      try {
        return await this.#attempt(request, credentials, read);
      } catch (error) {
        request.signal?.throwIfAborted();
        if (error instanceof ApiError && error.code === 401 && !refreshed) {
          refreshed = true;
          this.connection.refresh(credentials);
          continue;
        }
        const wait = retryWait(error, request, tries);
        if (wait === undefined) throw error;
        const code = error instanceof ApiError ? String(error.code) : "<error>";
        this.#transfers?.retried?.({ method: request.method, host: this.#address.host, code });
        if (wait > 0) await this.#wait(wait, request);
      }
    }
  }

  async #wait(ms: number, { signal = neverAborted() }: TransportRequest): Promise<void> {
    await sleep(ms, { clock: this.clock, signal });
    signal.throwIfAborted();
  }

  /** One try, within the request's time. */
  async #attempt<R>(request: TransportRequest, credentials: Credentials, read: Read<R>): Promise<R> {
    const { timeout = defaultTimeout, signal } = request;
    const late = () => new ConnectionError("ETIMEDOUT", `${named(request)}: no answer within ${timeout} ms`);
    const limit = new RequestLimit({ signal, clock: this.clock, timeout, late });
    try {
      const response = await this.#send(request, credentials, limit);
      // redirections are not followed, as an API server sends none: what asks for a login, for example, is no answer
      refuseCoding(response, request);
      if (response.status < 300) return await read(response, limit);
      limit.onEnd(() => response.body.destroy());
      throw await errorFromResponse(response, request);
    } finally {
      limit.release();
    }
  }

  async #send(
    request: TransportRequest,
    credentials: Credentials,
    limit: RequestLimit,
  ): Promise<HttpResponse> {
    const { method, path, channel = "call", body } = request;
    const { host } = this.#address;
    const payload = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const requestBytes = payload === undefined ? 0 : Buffer.byteLength(payload);
    const headers = this.#headers(request, credentials, payload === undefined ? undefined : requestBytes);
    const head = requestHead(this.#address, { method, path, headers });
    const pool = this.#pools.get(channel, credentials);
    const started = this.clock.monotonic();
    let code = "<error>";
    try {
      const what = () => named(request);
      const response = await exchange(pool, { what, head, payload, limit });
      code = String(response.status);
      for (const warning of readWarnings(response.warnings)) this.#warnOnce(warning);
      return response;
    } finally {
      this.#observe({
        method,
        path,
        host,
        code,
        milliseconds: this.clock.monotonic() - started,
        requestBytes,
      });
    }
  }

  #headers(
    { method, accept = "application/json", contentType = "application/json" }: TransportRequest,
    credentials: Credentials,
    bytes: number | undefined,
  ): string {
    const common = this.#commonLines(credentials);
    if (bytes === undefined && (method === "GET" || method === "DELETE"))
      return common + this.#mediaLines(accept, undefined);
    const media = this.#mediaLines(accept, bytes === undefined ? undefined : contentType);
    return `${common}${media}content-length: ${bytes ?? 0}\r\n`;
  }

  /** There are few media types. */
  #mediaLines(accept: string, contentType: string | undefined): string {
    const id = `${accept}\n${contentType ?? ""}`;
    const known = this.#media.get(id);
    if (known !== undefined) return known;
    const lines = headerLines({ accept, "content-type": contentType });
    if (this.#media.size >= maxMedia) this.#media.clear();
    this.#media.set(id, lines);
    return lines;
  }

  #commonLines(credentials: Credentials): string {
    if (this.#common?.credentials === credentials) return this.#common.lines;
    const authorization = this.#address.authorization;
    const lines = headerLines({
      ...(authorization ? { authorization } : {}),
      ...credentials.headers,
      "user-agent": this.#userAgent,
      // without it any coding would do, says RFC 9110 (12.5.3)
      "accept-encoding": "identity",
    });
    this.#common = { credentials, lines };
    return lines;
  }

  #warnOnce(warning: string): void {
    if (this.#warned.has(warning)) return;
    if (this.#warned.size >= maxWarnings) this.#warned.clear();
    this.#warned.add(warning);
    this.#warn(warning);
  }
}

type Read<R> = (response: HttpResponse, limit: RequestLimit) => Promise<R>;

/** How a request is called in errors. */
function named({ method, path }: TransportRequest): string {
  return `${method} ${path.split("?")[0]}`;
}

/** Nobody asks for a coding, so that nothing here could undo one. */
function refuseCoding({ headers, body }: HttpResponse, request: TransportRequest): void {
  const coding = headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (coding === "identity" || coding === "") return;
  body.destroy();
  const message = `${named(request)}: the answer is coded as ${JSON.stringify(coding)}, which was not asked for: a proxy before the server may do that`;
  throw new ConnectionError("EBADMSG", message);
}

function parseBody(text: string, response: HttpResponse, request: TransportRequest): unknown {
  if (response.status === 204 || !(response.headers["content-type"] ?? "").includes("json")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // the parser's message quotes the body, which may be a Secret's
    const message = `${named(request)}: the answer is not the JSON that it says it is`;
    throw new ConnectionError("EBADMSG", message);
  }
}

/** Credentials may come from a program that waits for somebody: whoever does not wait with it goes. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

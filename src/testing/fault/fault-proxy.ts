import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from "node:http";
import { Agent as HttpsAgent, createServer as createHttpsServer } from "node:https";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createCertificateAuthority, issueCertificate } from "../../base/certificate.ts";
import { systemClock, type Clock } from "../../base/clock.ts";
import type { Fault, FaultAction, ProxiedRequest, RequestFilter } from "./fault.ts";
import { Relay, type Upstream } from "./relay.ts";

/** Where a proxy passes requests on to. */
export interface ProxyTarget {
  readonly url: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca?: string;
  /** Sent instead of what the client sends under these names, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTPS proxy between a client and an API server that lets things go wrong when it is told to. */
export interface FaultProxy {
  /** `https://127.0.0.1:port`: the client's server. */
  readonly url: string;
  /** PEM of the authority that signed the proxy's certificate. */
  readonly ca: string;
  /** Every request that came, oldest first, whatever became of it. */
  readonly requests: readonly ProxiedRequest[];
  /** Injects a fault into requests to come; the oldest that fits meets a request. Returns how to take it back. */
  inject(fault: Fault): () => void;
  /** Requests under way whose answer has begun. */
  open(filter?: RequestFilter): ProxiedRequest[];
  /** Resolves with the next request that fits, when it comes. */
  next(filter?: RequestFilter): Promise<ProxiedRequest>;
  /** Ends the connections of what is under way by RST. */
  reset(filter?: RequestFilter): void;
  /** Ends what is under way in order. */
  finish(filter?: RequestFilter): void;
  /** Lets nothing pass of what is under way; its connections stay open, as if the other side had lost its power. */
  freeze(filter?: RequestFilter): void;
  /** Puts text into the bodies of answers under way. */
  write(text: string, filter?: RequestFilter): void;
  /** Ends every connection and refuses new ones. */
  refuse(): Promise<void>;
  /** Takes connections again. */
  accept(): Promise<void>;
  /** Takes back all faults, and lets go what is frozen or held. */
  heal(): void;
  /** Passes later requests on to another server; those under way are reset. */
  retarget(target: ProxyTarget): void;
  close(): Promise<void>;
}

const always: RequestFilter = () => true;

/**
 * Starts a proxy on a free port of 127.0.0.1. It ends TLS itself, so that it sees requests; a client authenticates by what is in headers.
 *
 * @example
 * const proxy = await startFaultProxy({ url: server.url, ca: server.ca });
 * proxy.inject({ do: "reset", at: "response", on: ({ method }) => method === "PATCH" }); // written, but the answer is lost
 * proxy.freeze(({ watch }) => watch); // watches that are half-open
 */
export async function startFaultProxy(
  target: ProxyTarget,
  { clock = systemClock }: { clock?: Clock } = {},
): Promise<FaultProxy> {
  const proxy = new RunningProxy(clock);
  proxy.retarget(target);
  await proxy.accept();
  return proxy;
}

interface Injected {
  readonly fault: Fault;
  left: number;
}

class RunningProxy implements FaultProxy {
  readonly ca: string;
  readonly requests: ProxiedRequest[] = [];
  readonly #clock: Clock;
  readonly #tls: ReturnType<typeof createHttpsServer>;
  readonly #sockets = new Map<number, { socket: Socket; number: number }>();
  readonly #relays = new Set<Relay>();
  readonly #faults: Injected[] = [];
  readonly #waiting = new Set<{ filter: RequestFilter; resolve: (request: ProxiedRequest) => void }>();
  #listener: Server | undefined;
  #port = 0;
  #connections = 0;
  #upstream: Upstream = { url: new URL("https://127.0.0.1"), agent: new HttpAgent(), headers: {} };

  constructor(clock: Clock) {
    this.#clock = clock;
    const now = new Date(clock.now());
    const authority = createCertificateAuthority({ commonName: "fault-proxy-ca", now });
    const hosts = ["localhost", "127.0.0.1"];
    const { certificate, key } = issueCertificate(authority, { commonName: "fault-proxy", hosts, now });
    this.ca = authority.certificate;
    this.#tls = createHttpsServer({ cert: certificate, key, keepAliveTimeout: 0 }, (incoming, response) =>
      this.#handle(incoming, response),
    );
    this.#tls.on("tlsClientError", () => {});
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  inject(fault: Fault): () => void {
    const injected = { fault, left: fault.times ?? 1 };
    this.#faults.push(injected);
    return () => void (injected.left = 0);
  }

  open(filter = always): ProxiedRequest[] {
    return this.#select(filter)
      .filter((relay) => relay.answered)
      .map((relay) => relay.request);
  }

  next(filter = always): Promise<ProxiedRequest> {
    return new Promise((resolve) => this.#waiting.add({ filter, resolve }));
  }

  reset(filter = always): void {
    for (const relay of this.#select(filter)) relay.reset();
  }

  finish(filter = always): void {
    for (const relay of this.#select(filter)) relay.finish();
  }

  freeze(filter = always): void {
    for (const relay of this.#select(filter)) relay.freeze();
  }

  write(text: string, filter = always): void {
    for (const relay of this.#select(filter)) relay.write(text);
  }

  async refuse(): Promise<void> {
    const closed = new Promise((resolve) => this.#listener?.close(resolve) ?? resolve(undefined));
    this.#listener = undefined;
    for (const { socket } of this.#sockets.values()) socket.destroy();
    await closed;
  }

  async accept(): Promise<void> {
    if (this.#listener) return;
    // raw sockets are kept, because only they can be reset
    const listener = createServer((socket) => this.#connect(socket));
    await new Promise<void>((resolve, reject) => {
      listener.once("error", reject);
      listener.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (listener.address() as AddressInfo).port;
    this.#listener = listener;
  }

  heal(): void {
    this.#faults.length = 0;
    for (const relay of this.#relays) relay.thaw();
  }

  retarget({ url, ca, headers = {} }: ProxyTarget): void {
    this.reset();
    this.#upstream.agent.destroy();
    const secure = url.startsWith("https:");
    const agent = secure
      ? new HttpsAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) })
      : new HttpAgent({ keepAlive: true });
    this.#upstream = { url: new URL(url), agent, headers };
  }

  async close(): Promise<void> {
    for (const relay of this.#relays) relay.reset();
    await this.refuse();
    this.#upstream.agent.destroy();
  }

  #connect(socket: Socket): void {
    const port = socket.remotePort ?? 0;
    this.#sockets.set(port, { socket, number: ++this.#connections });
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(port));
    this.#tls.emit("connection", socket);
  }

  #handle(incoming: IncomingMessage, response: ServerResponse): void {
    const connection = this.#sockets.get(incoming.socket.remotePort ?? 0);
    const request = describeRequest(incoming, connection?.number ?? 0);
    const reset = () => void connection?.socket.resetAndDestroy();
    const relay = new Relay(request, { incoming, response, clock: this.#clock, reset });
    this.requests.push(request);
    this.#relays.add(relay);
    void relay.run(this.#upstream, this.#faultFor(request)).finally(() => this.#relays.delete(relay));
    for (const waiting of this.#waiting) {
      if (!waiting.filter(request)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(request);
    }
  }

  #faultFor(request: ProxiedRequest): FaultAction | undefined {
    const found = this.#faults.find(({ fault, left }) => left > 0 && (fault.on ?? always)(request));
    if (!found) return undefined;
    found.left--;
    return found.fault;
  }

  #select(filter: RequestFilter): Relay[] {
    return [...this.#relays].filter((relay) => filter(relay.request));
  }
}

function describeRequest(incoming: IncomingMessage, connection: number): ProxiedRequest {
  const [path = "", query = ""] = (incoming.url ?? "").split("?", 2);
  const parameters = new URLSearchParams(query);
  return {
    method: incoming.method ?? "",
    path,
    query: parameters,
    headers: incoming.headers,
    watch: parameters.get("watch") === "true" || parameters.get("watch") === "1",
    connection,
  };
}

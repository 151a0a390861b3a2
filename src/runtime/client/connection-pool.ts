import { connect as connectPlain, isIP, type Socket } from "node:net";
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  type ConnectionOptions,
  type SecureContext,
} from "node:tls";
import type { Clock } from "../../base/clock.ts";
import type { Credentials, TlsMaterial } from "./connection.ts";
import { ConnectionError } from "./errors.ts";
import { HttpConnection } from "./http-connection.ts";
import type { ResponseHead } from "./response-parser.ts";
import type { ServerAddress } from "./server-address.ts";
import { openProxy } from "./open-proxy.ts";

/**
 * Milliseconds of silence after which the peer is probed by TCP. Node probes ten times, a second apart: a peer that lost its power or its
 * network is known after 40 s, also behind a watch that is never written to. As client-go's ping by HTTP/2 after 30 s, which waits 15 s for an answer.
 */
const probeAfter = 30_000;
/** Milliseconds before the end that a server announced at which a connection counts as closed. */
const margin = 1_000;
/** Milliseconds that a connection waits for another request, as Go's. */
const idleFor = 90_000;
/** Connections that may wait for another request: a burst of calls must not leave all of its own behind. */
const maxFree = 100;
/** Connections that are opened at the same time: the rest of a burst waits for these, or for one that is free sooner. */
const maxOpening = 32;
/** Milliseconds that a server has to take a connection and to agree on TLS; Go's dialer gives as many. */
const patience = 30_000;

/** What a {@link ConnectionPool} connects to. */
export interface PoolOptions {
  readonly address: ServerAddress;
  readonly credentials: Pick<Credentials, "tls" | "proxy">;
  readonly clock: Clock;
}

interface Waiting {
  over(): boolean;
  resolve(free: HttpConnection | undefined): void;
}

/** Connections to one server with the same TLS material. The one that was used last is used again first. */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #open = new Set<HttpConnection>();
  /** Sockets that are not connected yet. */
  readonly #opening = new Set<Socket>();
  readonly #free: { readonly connection: HttpConnection; readonly until: number }[] = [];
  /** Who waits for a free connection, or for its turn to open one. */
  readonly #waiting: Waiting[] = [];
  /** Turns that are taken. */
  #turns = 0;
  #secureContext: SecureContext | undefined;
  #ending: "retired" | "closed" | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Whether no connection is left. */
  get empty(): boolean {
    return this.#open.size === 0;
  }

  /** A connection that waits for a request; undefined where there is none. */
  take(): HttpConnection | undefined {
    for (let last = this.#free.pop(); last; last = this.#free.pop()) {
      if (!last.connection.closed && last.until > this.#options.clock.monotonic()) return last.connection;
      last.connection.destroy();
    }
    return undefined;
  }

  /** Gives back a connection that was taken and not used. */
  give(connection: HttpConnection): void {
    if (this.#ending || connection.closed) connection.destroy();
    else this.#keep(connection, idleFor);
  }

  /**
   * A new connection, or one that became free before there was a turn to open it. Once `over` says that nobody waits any more, there may be none.
   *
   * @throws what the network, the proxy or TLS fails with
   */
  async connect(over: () => boolean = () => false): Promise<HttpConnection> {
    if (this.#turns < maxOpening) this.#turns++;
    else {
      const free = await new Promise<HttpConnection | undefined>((resolve) =>
        this.#waiting.push({ over, resolve }),
      );
      if (free) return free.closed ? this.connect(over) : free;
    }
    try {
      if (this.#ending === "closed") throw new ConnectionError("ECONNRESET", "all connections were closed");
      return await this.#connect();
    } finally {
      if (!this.#pass(undefined)) this.#turns--;
    }
  }

  /** Passes a free connection, or a turn, to who waits longest; returns whether anybody does. */
  #pass(free: HttpConnection | undefined): boolean {
    for (let first = this.#waiting.shift(); first; first = this.#waiting.shift()) {
      if (first.over()) continue;
      first.resolve(free);
      return true;
    }
    return false;
  }

  async #connect(): Promise<HttpConnection> {
    const socket = await this.#socket();
    socket.setNoDelay(true);
    socket.setKeepAlive(true, probeAfter);
    const connection = new HttpConnection(socket, {
      onFree: (free, head) => this.#freed(free, head),
      onClose: (closed) => void this.#open.delete(closed),
    });
    if (!connection.closed) this.#open.add(connection);
    if (this.#ending === "closed") connection.destroy();
    return connection;
  }

  /** Takes no more requests: what is under way is finished. */
  retire(): void {
    this.#ending ??= "retired";
    for (const { connection } of this.#free.splice(0)) connection.destroy();
  }

  /** Ends all connections, also those in use. */
  close(): void {
    this.#ending = "closed";
    this.#free.length = 0;
    for (const connection of this.#open) connection.destroy();
    for (const socket of this.#opening) socket.destroy();
  }

  #freed(connection: HttpConnection, { headers }: ResponseHead): void {
    if (this.#ending) return connection.destroy();
    const [, seconds] = /(?:^|[,\s])timeout=(\d+)/i.exec(String(headers["keep-alive"] ?? "")) ?? [];
    this.#keep(
      connection,
      seconds === undefined ? idleFor : Math.min(idleFor, Number(seconds) * 1_000 - margin),
    );
  }

  /** Lets a connection wait for so many milliseconds. Those that have waited longest are given up first. */
  #keep(connection: HttpConnection, ms: number): void {
    if (ms > 0 && this.#pass(connection)) return;
    const now = this.#options.clock.monotonic();
    this.#free.push({ connection, until: now + ms });
    const [oldest] = this.#free;
    if (!oldest || (this.#free.length <= maxFree && oldest.until > now)) return;
    this.#free.shift();
    oldest.connection.destroy();
  }

  async #socket(): Promise<Socket> {
    const { address, credentials } = this.#options;
    const { tls, proxy } = credentials;
    const { hostname: host, port } = address;
    const tunnel = proxy && (await openProxy(proxy, { host, port }, tls));
    if (address.protocol === "http:")
      return tunnel ?? this.#opened(connectPlain({ host, port, autoSelectFamily: true }), "connect");
    this.#secureContext ??= createSecureContext({ ca: tls.ca, cert: tls.cert, key: tls.key });
    const options = {
      host,
      ...identityOf(host, tls),
      secureContext: this.#secureContext,
      ALPNProtocols: ["http/1.1"],
      ...(tls.rejectUnauthorized === undefined ? {} : { rejectUnauthorized: tls.rejectUnauthorized }),
      ...(tunnel ? { socket: tunnel } : { port, autoSelectFamily: true }),
    };
    return this.#opened(connectTls(options), "secureConnect");
  }

  /** Waits until a socket may be used: not for ever, and not after the end of all connections. */
  #opened(socket: Socket, event: "connect" | "secureConnect"): Promise<Socket> {
    this.#opening.add(socket);
    const late = this.#options.clock.setTimer(patience, () =>
      socket.destroy(new ConnectionError("ETIMEDOUT", `the connection was not made within ${patience} ms`)),
    );
    const settle = () => {
      late.cancel();
      this.#opening.delete(socket);
    };
    return new Promise((resolve, reject) => {
      const onClose = () => {
        settle();
        reject(new ConnectionError("ECONNRESET", "the connection was closed before it was made"));
      };
      // they stay: an error may come before whoever gets the socket listens, and must not end the process
      socket.on("error", reject).on("close", onClose);
      socket.once(event, () => {
        settle();
        resolve(socket);
      });
    });
  }
}

/** Whose certificate the server has to have. Addresses are not named to it (RFC 6066 3). */
function identityOf(host: string, { servername }: TlsMaterial): ConnectionOptions {
  if (servername === undefined || !isIP(servername))
    return { servername: servername ?? (isIP(host) ? "" : host) };
  return {
    servername: "",
    checkServerIdentity: (_, certificate) => checkServerIdentity(servername, certificate),
  };
}

import type { Clock } from "../../base/clock.ts";
import type { Client } from "./client.ts";
import type { Connection } from "./connection.ts";
import type { ClientRateLimit } from "./rate-limit.ts";
import { RestClient } from "./rest-client.ts";
import { Transport } from "./transport.ts";

/** How a client behaves. */
export interface ClientOptions {
  /** Who is named in managedFields; default `kubewright`. */
  readonly fieldManager?: string;
  /** Where namespaced objects are that name no namespace; default that of the connection. */
  readonly namespace?: string;
  /** Default `kubewright`. */
  readonly userAgent?: string;
  /** Gets each different warning of the server once. */
  readonly onWarning?: (warning: string) => void;
  /** Default none: the API server protects itself. */
  readonly rateLimit?: ClientRateLimit;
  /** Ends all calls that have no signal of their own. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** A client with connections of its own. */
export interface OwnClient extends Client {
  /** Ends all connections, also those in use. */
  close(): void;
}

/**
 * A client for programs that are no operators; handlers are given theirs. Every call goes to the server.
 *
 * @example
 * const client = createClient(await loadConnection({ context: "staging" }), { fieldManager: "migrate" });
 */
export function createClient(connection: Connection, options: ClientOptions = {}): OwnClient {
  const { fieldManager, namespace, signal, ...rest } = options;
  const transport = new Transport(connection, rest);
  const client = new RestClient(transport, {
    ...(fieldManager === undefined ? {} : { fieldManager }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(signal ? { signal } : {}),
  });
  return Object.assign(client, { close: () => transport.close() });
}

import { createSecureContext } from "node:tls";
import type { Clock } from "../../base/clock.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import type { Credentials, TlsMaterial } from "./connection.ts";
import { ConnectionPool } from "./connection-pool.ts";
import type { ServerAddress } from "./server-address.ts";

/** Connections of one channel are not used by another: a stalled watch or a busy list must not delay a lease. */
export type Channel = "call" | "watch" | "lease";

interface Known {
  readonly pool: ConnectionPool;
  credentials: Credentials;
}

/**
 * Keeps connections alive, a pool a channel. New TLS material (a rotated certificate or CA) means new connections; what the old ones
 * carry is finished.
 */
export class ChannelPools {
  readonly #options: { readonly address: ServerAddress; readonly clock: Clock };
  readonly #pools = new Map<Channel, Known>();
  readonly #retired = new Set<ConnectionPool>();

  constructor(options: { address: ServerAddress; clock: Clock }) {
    this.#options = options;
  }

  get(channel: Channel, credentials: Credentials): ConnectionPool {
    const known = this.#pools.get(channel);
    if (known && sameTls(known.credentials, credentials)) {
      known.credentials = credentials;
      return known.pool;
    }
    const problem = problemOf(credentials.tls);
    // half of a pair is written: the old one is good until the other half is
    if (problem && known) return known.pool;
    if (problem) throw unusable(problem);
    if (known) this.#retire(known.pool);
    const pool = new ConnectionPool({ ...this.#options, credentials });
    this.#pools.set(channel, { pool, credentials });
    return pool;
  }

  /** Ends all connections, also those in use. */
  close(): void {
    for (const { pool } of this.#pools.values()) pool.close();
    for (const pool of this.#retired) pool.close();
    this.#pools.clear();
    this.#retired.clear();
  }

  #retire(pool: ConnectionPool): void {
    pool.retire();
    for (const old of this.#retired) if (old.empty) this.#retired.delete(old);
    this.#retired.add(pool);
  }
}

/** Why TLS material cannot be used: a key that is of another certificate, or what is none. */
function problemOf(tls: TlsMaterial): unknown {
  if (!tls.cert && !tls.key) return undefined;
  try {
    createSecureContext({ cert: tls.cert, key: tls.key });
    return undefined;
  } catch (error) {
    return error;
  }
}

function unusable(cause: unknown): UserError {
  const message = `cannot get credentials: the client's certificate and its key cannot be used: ${messageOf(cause)}`;
  return new UserError("CREDENTIALS_UNAVAILABLE", message, { cause });
}

function sameTls(a: Credentials, b: Credentials): boolean {
  if (a === b) return true;
  if (a.proxy?.href !== b.proxy?.href) return false;
  return a.tls === b.tls || JSON.stringify(a.tls) === JSON.stringify(b.tls);
}

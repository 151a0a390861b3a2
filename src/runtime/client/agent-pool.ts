import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Credentials } from "./connection.ts";

/** Connections of one channel are not used by another: a stalled watch or a busy list must not delay a lease. */
export type Channel = "call" | "watch" | "lease";

interface Pool {
  readonly agent: HttpAgent;
  credentials: Credentials;
}

/**
 * Keeps connections alive, a pool a channel. New TLS material (a rotated certificate or CA) means new connections; what the old ones
 * carry is finished.
 */
export class AgentPool {
  readonly #pools = new Map<Channel, Pool>();
  readonly #retired = new Set<HttpAgent>();

  get(channel: Channel, protocol: string, credentials: Credentials): HttpAgent {
    const known = this.#pools.get(channel);
    if (known && sameTls(known.credentials, credentials)) {
      known.credentials = credentials;
      return known.agent;
    }
    if (known) this.#retire(known.agent);
    const agent = credentials.agent ?? createAgent(protocol, credentials);
    this.#pools.set(channel, { agent, credentials });
    return agent;
  }

  /** Ends all connections, also those in use. */
  close(): void {
    for (const { agent } of this.#pools.values()) agent.destroy();
    for (const agent of this.#retired) agent.destroy();
    this.#pools.clear();
    this.#retired.clear();
  }

  #retire(agent: HttpAgent): void {
    agent.maxFreeSockets = 0;
    for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
    for (const old of this.#retired) if (Object.keys(old.sockets).length === 0) this.#retired.delete(old);
    this.#retired.add(agent);
  }
}

function createAgent(protocol: string, { tls }: Credentials): HttpAgent {
  return protocol === "http:"
    ? new HttpAgent({ keepAlive: true })
    : new HttpsAgent({ keepAlive: true, ...tls });
}

function sameTls(a: Credentials, b: Credentials): boolean {
  return a === b || a.tls === b.tls || JSON.stringify(a.tls) === JSON.stringify(b.tls);
}

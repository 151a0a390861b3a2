import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createSecureContext } from "node:tls";
import { messageOf, UserError } from "../../base/errors.ts";
import type { Credentials, TlsMaterial } from "./connection.ts";
import { tunnelAgent } from "./tunnel-agent.ts";

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
    const problem = problemOf(credentials.tls);
    // half of a pair is written: the old one is good until the other half is
    if (problem && known) return known.agent;
    if (problem) throw unusable(problem);
    if (known) this.#retire(known.agent);
    const agent = createAgent(protocol, credentials);
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

function createAgent(protocol: string, { tls, proxy }: Credentials): HttpAgent {
  if (proxy) return tunnelAgent(protocol, { proxy, tls });
  const agent =
    protocol === "http:" ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true, ...tls });
  // of one server, so that its connections need no name made of all the TLS material at each request
  agent.getName = () => "server";
  return agent;
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

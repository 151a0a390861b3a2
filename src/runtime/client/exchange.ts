import {
  request as httpRequest,
  type Agent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { messageOf } from "../../base/errors.ts";
import { ConnectionError } from "./errors.ts";
import type { RequestLimit } from "./request-limit.ts";
import type { ServerAddress } from "./server-address.ts";

/**
 * Milliseconds of silence after which the peer is probed by TCP. Node probes ten times, a second apart: a peer that lost its power or its
 * network is known after 40 s, also behind a watch that is never written to. As client-go's ping by HTTP/2 after 30 s, which waits 15 s for an answer.
 */
const probeAfter = 30_000;

/**
 * Sends one HTTP request and resolves with the head of its answer.
 *
 * @throws ConnectionError, or what the limit ends it with
 */
export function exchange(
  address: ServerAddress,
  options: {
    method: string;
    path: string;
    headers: OutgoingHttpHeaders;
    payload: string | undefined;
    agent: Agent;
    limit: RequestLimit;
  },
): Promise<IncomingMessage> {
  const { method, headers, payload, agent, limit } = options;
  const open = address.protocol === "http:" ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    limit.throwIfOver();
    const outgoing = open({ ...address.options, path: address.pathOf(options.path), method, agent, headers });
    limit.onEnd((reason) => {
      outgoing.destroy();
      reject(reason);
    });
    outgoing.on("socket", (socket) => {
      // not left to the agent: that of Node 20 forgets it for TLS
      if (!outgoing.reusedSocket) socket.setKeepAlive(true, probeAfter);
    });
    outgoing.on("response", resolve);
    // stays for the life of the request: an error after the answer's head shows in the body
    outgoing.on("error", (error) => {
      const { reusedSocket: reused } = outgoing;
      reject(connectionError(error, `${method} ${options.path.split("?")[0]}`, { reused }));
    });
    outgoing.end(payload);
  });
}

/**
 * The whole body of an answer as text.
 *
 * @throws ConnectionError when it breaks off, or what the limit ends it with
 */
export function readText(response: IncomingMessage, limit: RequestLimit): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    limit.onEnd((reason) => {
      response.destroy();
      reject(reason);
    });
    // by events: an async iterator costs more than a small answer's parsing
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve(textOf(chunks)));
    response.on("error", (error) => reject(connectionError(error, "the answer broke off")));
    response.on("close", () => {
      if (!response.readableEnded) reject(new ConnectionError("ECONNRESET", "the answer broke off: aborted"));
    });
  });
}

function textOf(chunks: readonly Buffer[]): string {
  const [first, ...rest] = chunks;
  return (first && rest.length === 0 ? first : Buffer.concat(chunks)).toString("utf8");
}

/**
 * The body of an answer as it comes, until it ends or the signal aborts; to stop reading ends the connection.
 *
 * @throws ConnectionError when it breaks off, or the signal's reason
 */
export function readChunks(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const onAbort = () => response.destroy();
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  response.once("close", () => signal.removeEventListener("abort", onAbort));
  return chunksOf(response, signal);
}

async function* chunksOf(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Buffer;
    signal.throwIfAborted();
  } catch (error) {
    signal.throwIfAborted();
    throw connectionError(error, "the answer broke off");
  } finally {
    response.destroy();
  }
}

/** What Node's sockets throw, as a ConnectionError. */
export function connectionError(
  error: unknown,
  prefix: string,
  options: { reused?: boolean } = {},
): ConnectionError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "EUNKNOWN";
  return new ConnectionError(code, `${prefix}: ${messageOf(error) || code}`, { cause: error, ...options });
}

import {
  request as httpRequest,
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { messageOf } from "../../base/errors.ts";
import { ConnectionError } from "./errors.ts";

/**
 * Milliseconds of silence after which the peer is probed by TCP. Node probes ten times, a second apart: a peer that lost its power or its
 * network is known after 40 s, also behind a watch that is never written to. As client-go's ping by HTTP/2 after 30 s, which waits 15 s for an answer.
 */
const probeAfter = 30_000;

/**
 * Sends one HTTP request and resolves with the head of its answer.
 *
 * @throws ConnectionError, or the signal's reason
 */
export async function exchange(
  url: URL,
  options: {
    method: string;
    headers: OutgoingHttpHeaders;
    payload: string | undefined;
    agent: Agent;
    signal: AbortSignal;
  },
): Promise<IncomingMessage> {
  const { method, headers, payload, agent, signal } = options;
  signal.throwIfAborted();
  const open = url.protocol === "http:" ? httpRequest : httpsRequest;
  const outgoing: ClientRequest = open(url, { method, agent, headers });
  let onAbort = () => {};
  outgoing.once("socket", (socket) => {
    // not left to the agent: that of Node 20 forgets it for TLS
    if (!outgoing.reusedSocket) socket.setKeepAlive(true, probeAfter);
  });
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      // a request that has no connection yet does not say that it was ended
      onAbort = () => {
        outgoing.destroy();
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      outgoing.once("response", resolve);
      // stays for the life of the request: an error after the answer's head shows in the body
      outgoing.on("error", reject);
      outgoing.end(payload);
    });
  } catch (error) {
    signal.throwIfAborted();
    throw connectionError(error, `${method} ${url.pathname}`, { reused: outgoing.reusedSocket });
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * The whole body of an answer as text.
 *
 * @throws ConnectionError when it breaks off, or the signal's reason
 */
export async function readText(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  const onAbort = () => response.destroy();
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
    signal.throwIfAborted();
  } catch (error) {
    signal.throwIfAborted();
    throw connectionError(error, "the answer broke off");
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  return Buffer.concat(chunks).toString("utf8");
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

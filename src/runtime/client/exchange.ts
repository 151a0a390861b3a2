import { connectionError } from "./connection-error.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import type { HttpConnection, HttpResponse } from "./http-connection.ts";
import type { RequestLimit } from "./request-limit.ts";
import type { ResponseBody } from "./response-body.ts";

/**
 * Sends one HTTP request and resolves with the head of its answer.
 *
 * @throws ConnectionError, or what the limit ends it with
 */
export function exchange(
  pool: ConnectionPool,
  request: {
    /** Says what it is called in errors. */
    what: () => string;
    head: string;
    payload: string | undefined;
    limit: RequestLimit;
  },
): Promise<HttpResponse> {
  const { what, limit } = request;
  return new Promise((resolve, reject) => {
    limit.throwIfOver();
    let used: HttpConnection | undefined;
    let over = false;
    limit.onEnd((reason) => {
      over = true;
      reject(reason);
      used?.destroy();
    });
    const send = (connection: HttpConnection) => {
      used = connection;
      connection.send(bytesOf(request), {
        answered: (response) => {
          // whose connection may carry another request as soon as it is whole
          limit.onEnd(() => response.body.destroy());
          resolve(response);
        },
        failed: (error) => reject(connectionError(error, what(), { reused: connection.used })),
      });
    };
    const free = pool.take();
    if (free) return send(free);
    pool
      .connect(() => over)
      .then(
        (made) => (over ? pool.give(made) : send(made)),
        (error: unknown) => reject(connectionError(error, what())),
      );
  });
}

/** One write for all: each is a record of TLS. */
function bytesOf({ head, payload = "" }: { head: string; payload: string | undefined }): string | Buffer {
  // headers are bytes, bodies are UTF-8
  return /[\x80-\xff]/.test(head)
    ? Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(payload)])
    : head + payload;
}

/**
 * The whole body of an answer as text.
 *
 * @throws ConnectionError when it breaks off, or what the limit ends it with
 */
export async function readText({ body }: HttpResponse, limit: RequestLimit): Promise<string> {
  // most answers are one part, which came with the head
  const whole = body.whole();
  if (whole) return whole.toString("utf8");
  let over: { readonly reason: unknown } | undefined;
  limit.onEnd((reason) => {
    over = { reason };
    body.destroy();
  });
  const parts: Buffer[] = [];
  try {
    for await (const part of body) parts.push(part);
  } catch (error) {
    throw over ? over.reason : connectionError(error, "the answer broke off");
  }
  return Buffer.concat(parts).toString("utf8");
}

/**
 * The body of an answer as it comes, until it ends or the signal aborts; to stop reading ends the connection.
 *
 * @throws ConnectionError when it breaks off, or the signal's reason
 */
export function readChunks(body: ResponseBody, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const onAbort = () => body.destroy();
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  body.onEnd(() => signal.removeEventListener("abort", onAbort));
  return chunksOf(body, signal);
}

async function* chunksOf(body: ResponseBody, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
    signal.throwIfAborted();
  } catch (error) {
    signal.throwIfAborted();
    throw connectionError(error, "the answer broke off");
  } finally {
    body.destroy();
  }
}

import { once } from "node:events";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { request, type RequestOptions } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { messageOf, UserError } from "../base/errors.ts";
import type { Connection } from "../index.ts";
import { statePath } from "../sandbox/http/serve-state.ts";
import { parseState, stateTexts, type ReadState } from "../sandbox/store/state-file.ts";

/**
 * All that a running sandbox holds.
 *
 * @throws UserError SANDBOX_NOT_REACHED
 */
export async function fetchState(connection: Connection): Promise<ReadState> {
  return parseState(await ask(connection, "GET"), connection.url);
}

/**
 * Makes a running sandbox hold what a snapshot says.
 *
 * @throws UserError SANDBOX_NOT_REACHED
 */
export async function sendState(connection: Connection, state: ReadState): Promise<void> {
  await ask(connection, "PUT", state);
}

async function ask(connection: Connection, method: string, state?: ReadState): Promise<string> {
  const { url } = connection;
  const { headers, tls } = await connection.credentials();
  // no other server is told of anything
  if (!/^https:\/\/(127\.0\.0\.1|localhost|\[::1\]):/.test(url))
    throw notReached(url, "it is not on this machine");
  let status: number | undefined, said: string;
  try {
    const response = await exchange(
      `${url}${statePath}`,
      { ...tls, method, headers: { ...headers } as OutgoingHttpHeaders },
      state,
    );
    [status, said] = [response.statusCode, await text(response)];
  } catch (error) {
    throw notReached(url, messageOf(error), error);
  }
  if (status === 200) return said;
  throw notReached(url, status === 404 ? "it is no sandbox" : `it answered ${status}: ${reasonIn(said)}`);
}

async function exchange(url: string, options: RequestOptions, state?: ReadState): Promise<IncomingMessage> {
  const asked = request(url, { ...options, agent: false });
  const answered = once(asked, "response") as Promise<[IncomingMessage]>;
  const sent = state ? pipeline(Readable.from(stateTexts(state)), asked) : Promise.resolve(void asked.end());
  const [[response]] = await Promise.all([answered, sent]);
  return response;
}

function reasonIn(said: string): string {
  const message: unknown = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(said)?.[1];
  return typeof message === "string" ? message.replaceAll(String.raw`\"`, '"') : said;
}

function notReached(url: string, problem: string, cause?: unknown): UserError {
  return new UserError("SANDBOX_NOT_REACHED", `cannot reach a sandbox at ${url}: ${problem}`, {
    hint: "Give the kubeconfig of a running one with --kubeconfig, or its folder with --data.",
    ...(cause === undefined ? {} : { cause }),
  });
}

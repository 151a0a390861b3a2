import { hasCode } from "../../../src/base/errors.ts";
import type { Answer, Api } from "../api.ts";

/** A server to compare: how to talk to it, and how many events a watch will have, where it can tell. */
export interface ComparedServer {
  readonly name: string;
  readonly api: Api;
}

/** A request with everything filled in. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly headers: Record<string, string>;
}

/** The answer; undefined when the server drops the connection, which kube-apiserver does when it panics. */
export async function send(server: ComparedServer, request: Request): Promise<Answer | undefined> {
  const { method, path, body, headers } = request;
  try {
    return await server.api.send(method, path, body, headers);
  } catch (error) {
    if (hasCode(error, "ECONNRESET")) return undefined;
    throw new Error(`${server.name} did not answer ${method} ${path}`, { cause: error });
  }
}

import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Credentials {
  url: string;
  ca: string;
  token: string;
}

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  // a parsed body has whatever shape the server gives it; tests compare it with what they expect
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

export interface Watch {
  /** The next event; fails when the stream ends first. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  next(): Promise<{ type: string; object: any }>;
  close(): void;
}

/** Plain HTTPS to an API server: no client of ours is in the way of what is tested. */
export function createApi(credentials: Credentials) {
  const agent = new Agent({ keepAlive: true, ca: credentials.ca });

  async function open(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const raw = body === undefined || typeof body === "string" || Buffer.isBuffer(body);
    const payload = raw ? body : JSON.stringify(body);
    const request = httpsRequest(`${credentials.url}${path}`, {
      agent,
      method,
      headers: {
        authorization: `Bearer ${credentials.token}`,
        accept: "application/json",
        // Node frames the body of a DELETE only when told its length
        ...(payload === undefined
          ? {}
          : { "content-type": "application/json", "content-length": String(Buffer.byteLength(payload)) }),
        ...headers,
      },
    });
    request.end(payload);
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return { request, response };
  }

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    const { response } = await open(method, path, body, headers);
    response.setEncoding("utf8");
    let text = "";
    for await (const chunk of response) text += chunk;
    const json = /json/.test(response.headers["content-type"] ?? "");
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: json ? JSON.parse(text) : text,
    };
  }

  async function watch(path: string): Promise<Watch> {
    const { request, response } = await open("GET", path);
    if (response.statusCode !== 200) {
      response.destroy();
      throw new Error(`watch of ${path} answered ${response.statusCode}`);
    }
    const lines = createInterface({ input: response })[Symbol.asyncIterator]();
    return {
      async next() {
        const line = await lines.next();
        if (line.done) throw new Error(`watch of ${path} ended`);
        return JSON.parse(line.value);
      },
      close() {
        request.destroy();
      },
    };
  }

  return {
    get: (path: string, headers?: Record<string, string>) => send("GET", path, undefined, headers),
    post: (path: string, body: unknown, headers?: Record<string, string>) =>
      send("POST", path, body, headers),
    put: (path: string, body: unknown) => send("PUT", path, body),
    delete: (path: string, body?: unknown) => send("DELETE", path, body),
    patch: (path: string, type: "json" | "merge" | "strategic-merge", body: unknown) =>
      send("PATCH", path, body, { "content-type": `application/${type}-patch+json` }),
    apply: (path: string, manager: string, body: unknown, query = "") =>
      send("PATCH", `${path}?fieldManager=${manager}${query}`, body, {
        "content-type": "application/apply-patch+yaml",
      }),
    send,
    watch,
    close: () => agent.destroy(),
  };
}

export type Api = ReturnType<typeof createApi>;

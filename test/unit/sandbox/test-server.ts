import { request, type RequestOptions } from "node:https";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { afterAll, beforeAll } from "vitest";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/server.ts";

export interface Answer {
  code: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body, where it is JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a parse boundary: each test knows what it asked for
  body: any;
}

export interface CallOptions {
  body?: unknown;
  type?: string;
  headers?: Record<string, string>;
  token?: string;
}

/** A sandbox for the tests of a file, and how to talk to it over HTTPS. */
export function useSandbox(options: SandboxOptions = { behaviours: false }) {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox(options);
  });
  afterAll(() => sandbox.stop());
  const open = (method: string, path: string, call: CallOptions = {}) =>
    openRequest(sandbox, { method, path, ...call });
  return {
    get sandbox() {
      return sandbox;
    },
    open,
    async call(method: string, path: string, call: CallOptions = {}): Promise<Answer> {
      return readAnswer(await open(method, path, call));
    },
    patch(path: string, body: unknown, type: "json" | "merge" | "strategic" | "apply" = "merge") {
      return this.call("PATCH", path, { body, type: patchTypes[type] });
    },
  };
}

const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

function openRequest(
  sandbox: Sandbox,
  options: CallOptions & { method: string; path: string },
): Promise<IncomingMessage> {
  const { method, path, body, type = "application/json", headers = {}, token = sandbox.token } = options;
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const request_: RequestOptions = {
    host: "127.0.0.1",
    port: sandbox.port,
    ca: sandbox.ca,
    method,
    path,
    agent: false,
    headers: {
      ...(text === undefined ? {} : { "content-length": String(Buffer.byteLength(text)) }),
      "content-type": type,
      "user-agent": "test/1.0",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const sent = request(request_, resolve);
    sent.on("error", reject);
    sent.end(text);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  const isJson = /json/.test(response.headers["content-type"] ?? "");
  return {
    code: response.statusCode ?? 0,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}

/** Events of a watch, one by one; ends with the stream. */
export async function* watchEvents(
  response: IncomingMessage,
): AsyncGenerator<{ type: string; object: Answer["body"] }> {
  let rest = "";
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString("utf8")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
}

/** The next `count` events. */
export async function take<T>(events: AsyncGenerator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value, done } = await events.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

export const configMaps = "/api/v1/namespaces/default/configmaps";

export function configMap(name: string, data: Record<string, string> = {}, metadata: object = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, data };
}

import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import { posix } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { networkErrorText, type Endpoint } from "./network-error.ts";
import { readAnswer, type HookAnswer } from "./webhook-answer.ts";
import type { ClientConfig } from "./webhook.ts";

/** Where a Service is reached from here, or why it is not. */
export type ServiceResolver = (service: {
  namespace: string;
  name: string;
  port: number;
}) => { host: string; port: number } | { problem: string };

/** One call of a webhook. */
export interface HookCall {
  readonly config: ClientConfig;
  /** Sent as JSON. */
  readonly body: unknown;
  /** Seconds; absent: as long as it takes. */
  readonly timeoutSeconds?: number | undefined;
}

interface Target extends Endpoint {
  /** As messages show it. */
  readonly url: string;
  readonly path: string;
  readonly authority: string;
  readonly connect: { readonly host: string; readonly port: number };
}

/**
 * Calls webhooks as the API server does: over TLS with the configuration's CA bundle, with the timeout as a parameter, connections kept.
 * A failure has the words of client-go and Go's net/http (k8s.io/apiserver/pkg/util/webhook/client.go).
 */
export class WebhookClient {
  readonly #clock: Clock;
  readonly #resolve: ServiceResolver;
  readonly #agents = new Map<string, Agent>();

  constructor(options: { clock: Clock; resolve: ServiceResolver }) {
    this.#clock = options.clock;
    this.#resolve = options.resolve;
  }

  /** Never rejects: what went wrong is an answer too. */
  async post(call: HookCall): Promise<HookAnswer> {
    const ca = authorityOf(call.config);
    if (ca === "unreadable")
      return {
        problem: "unable to load root certificates: unable to parse bytes as PEM block",
        setUp: true,
      };
    const target = this.#target(call);
    const failed = (reason: string) => ({ problem: `Post ${quoted(target.url)}: ${reason}` });
    if ("problem" in target) return failed(target.problem);
    try {
      return readAnswer(await this.#send(call, { target, ca }));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error instanceof DeadlineError) return failed("context deadline exceeded");
      return failed(networkErrorText(error, { endpoint: target, now: new Date(this.#clock.now()) }));
    }
  }

  /** Ends the connections that are kept. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  #target({ config, timeoutSeconds }: HookCall): Target | { url: string; problem: string } {
    const query = timeoutSeconds === undefined ? "" : `?timeout=${timeoutSeconds}s`;
    if (!config.service) {
      const url = new URL(config.url ?? "");
      const port = Number(url.port || 443);
      const path = `${posix.join("/", url.pathname).replace(/(.)\/$/, "$1")}${query}`;
      const host = url.hostname.replace(/^\[|\]$/g, "");
      const shown = `${url.protocol}//${url.host}${path}`;
      const dialed = `${url.hostname}:${port}`;
      return { url: shown, path, authority: url.host, host, dialed, connect: { host, port } };
    }
    const { namespace, name, path: own = "", port = 443 } = config.service;
    const host = `${name}.${namespace}.svc`;
    const path = `${posix.join("/", own).replace(/(.)\/$/, "$1")}${query}`;
    const url = `https://${host}:${port}${path}`;
    const found = this.#resolve({ namespace, name, port });
    if ("problem" in found) return { url, problem: found.problem };
    const dialed = `${found.host}:${found.port}`;
    return { url, path, authority: `${host}:${port}`, host, dialed, connect: found };
  }

  async #send(call: HookCall, options: { target: Target; ca: string | undefined }): Promise<Received> {
    const { target, ca } = options;
    const body = Buffer.from(JSON.stringify(call.body));
    const deadline = new AbortController();
    const timer =
      call.timeoutSeconds === undefined
        ? undefined
        : this.#clock.setTimer(call.timeoutSeconds * 1000, () => deadline.abort());
    try {
      return await exchange(
        {
          ...target.connect,
          path: target.path,
          method: "POST",
          agent: this.#agentFor(target, ca),
          signal: deadline.signal,
          ...(target.host === target.connect.host ? {} : { servername: target.host }),
          headers: {
            host: target.authority,
            "content-type": "application/json",
            accept: "application/json, */*",
            "user-agent": "kube-apiserver-admission",
            "content-length": body.length,
          },
        },
        body,
      );
    } catch (error) {
      if (deadline.signal.aborted) throw new DeadlineError();
      throw error;
    } finally {
      timer?.cancel();
    }
  }

  #agentFor(target: Target, ca: string | undefined): Agent {
    const key = `${target.dialed} ${target.host} ${ca ?? ""}`;
    let agent = this.#agents.get(key);
    if (!agent) {
      agent = new Agent({ keepAlive: true, timeout: 30_000, ...(ca === undefined ? {} : { ca }) });
      this.#agents.set(key, agent);
    }
    return agent;
  }
}

class DeadlineError extends Error {}

/** What came back. */
export interface Received {
  readonly code: number;
  readonly type: string;
  readonly text: string;
}

async function exchange(options: RequestOptions, body: Buffer): Promise<Received> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpsRequest(options, resolve).on("error", reject).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    code: response.statusCode ?? 0,
    type: response.headers["content-type"] ?? "",
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

/** The PEM of the authorities to trust; absent: the system's. */
function authorityOf({ caBundle }: ClientConfig): string | undefined {
  const pem = Buffer.from(caBundle ?? "", "base64").toString("utf8");
  if (pem.trim() === "") return undefined;
  return /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(pem) ? pem : "unreadable";
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

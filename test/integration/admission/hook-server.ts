import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createCertificateAuthority, issueCertificate } from "../../../src/base/certificate.ts";

/** An AdmissionReview or ConversionReview as it came. */
export interface Review {
  apiVersion: string;
  kind: string;
  // a parsed body has whatever shape the server gives it
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  request: any;
}

/** What a hook answers: a response for the review's uid, or whatever it wants to send. */
export type HookReply =
  { response: object } | { code?: number; type?: string; text: string } | { hang: true } | { reset: true };

export type Hook = (review: Review) => HookReply;

/** A webhook server that both API servers reach by URL. Hooks are paths. */
export class HookServer {
  readonly caBundle: string;
  readonly calls: { path: string; review: Review }[] = [];
  readonly #hooks = new Map<string, Hook>();
  readonly #server: Server;

  constructor(now = new Date()) {
    const authority = createCertificateAuthority({ commonName: "hook-ca", now });
    const hosts = ["localhost", "127.0.0.1", "hook.default.svc"];
    const { certificate, key } = issueCertificate(authority, { commonName: "hook", hosts, now });
    this.caBundle = Buffer.from(authority.certificate).toString("base64");
    this.#server = createServer({ cert: certificate, key }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const path = (request.url ?? "").split("?")[0] ?? "";
        const review = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Review;
        this.calls.push({ path, review });
        const reply = this.#hooks.get(path)?.(review) ?? { code: 404, text: "no such hook" };
        if ("hang" in reply) return;
        if ("reset" in reply) return void request.socket.destroy();
        if ("response" in reply) {
          const { apiVersion, kind } = review;
          const body = { apiVersion, kind, response: { uid: review.request.uid, ...reply.response } };
          response.setHeader("content-type", "application/json");
          return response.end(JSON.stringify(body));
        }
        response.writeHead(reply.code ?? 200, { "content-type": reply.type ?? "application/json" });
        response.end(reply.text);
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string): string {
    return `https://127.0.0.1:${this.port}${path}`;
  }

  serve(path: string, hook: Hook): void {
    this.#hooks.set(path, hook);
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    return closed;
  }
}
